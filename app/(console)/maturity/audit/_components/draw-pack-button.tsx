'use client'

import { PackageCheck } from 'lucide-react'
import { useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { refusalText } from '@/lib/console/refusal-text'
import { saveBase64 } from '../../../_components/save-file'
import { packDrawAction } from '../actions'

/** The sample as one signed file; that it was taken is recorded, so it is no link. */
export function DrawPackButton({ drawId }: Readonly<{ drawId: string }>) {
  const [said, setSaid] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()
  const take = () =>
    startTransition(async () => {
      const done = await packDrawAction({ drawId }).catch(() => null)
      if (done?.status !== 'done') return setSaid(done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: ask again.')
      saveBase64(done.value.zip, 'application/zip', done.value.name)
      setSaid(`Check it: lanyard verify ${done.value.name}`)
    })
  return (
    <span className="flex flex-wrap items-center justify-end gap-2">
      <span role="status" className="max-w-72 break-words text-xs text-ink-2">
        {said}
      </span>
      <Button pending={pending} onClick={take}>
        <PackageCheck aria-hidden="true" />
        Signed evidence
      </Button>
    </span>
  )
}
