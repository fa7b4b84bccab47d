'use client'

import { PackageCheck } from 'lucide-react'
import { useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { refusalText } from '@/lib/console/refusal-text'
import { packAction } from '../../actions'

/** The finished review as one signed file; that it was taken is recorded, so it is no link. */
export function PackButton({ campaignId }: Readonly<{ campaignId: string }>) {
  const [said, setSaid] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()
  const take = () =>
    startTransition(async () => {
      const done = await packAction({ campaignId }).catch(() => null)
      if (done?.status !== 'done') return setSaid(done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: ask again.')
      const bytes = Uint8Array.from(atob(done.value.zip), (letter) => letter.charCodeAt(0))
      const url = URL.createObjectURL(new Blob([bytes], { type: 'application/zip' }))
      const link = Object.assign(document.createElement('a'), { href: url, download: done.value.name })
      link.click()
      URL.revokeObjectURL(url)
      setSaid(`Check it: lanyard verify ${done.value.name}`)
    })
  return (
    <span className="flex flex-wrap items-center justify-end gap-2">
      <span role="status" className="max-w-72 break-words text-xs text-ink-2">
        {said}
      </span>
      <Button pending={pending} onClick={take}>
        <PackageCheck aria-hidden="true" />
        Signed pack
      </Button>
    </span>
  )
}
