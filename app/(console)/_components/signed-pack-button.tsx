'use client'

import { PackageCheck } from 'lucide-react'
import { useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import type { ActionState } from '@/lib/console/action-state'
import { refusalText } from '@/lib/console/refusal-text'
import { save as saveFile, saveBase64 } from './save-file'

/** The file, or in base64 what is small. */
type Pack = Readonly<{ name: string; zip: string | Blob }>
type Props = Readonly<{ children: string; take: () => Promise<ActionState<Pack>> }>

/** Evidence as one signed file; that it was taken is recorded, so it is no link. */
export function SignedPackButton({ children, take }: Props) {
  const [said, setSaid] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()
  const save = () =>
    startTransition(async () => {
      const done = await take().catch(() => null)
      if (done?.status !== 'done') return setSaid(done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: ask again.')
      const { zip, name } = done.value
      if (typeof zip === 'string') saveBase64(zip, 'application/zip', name)
      else saveFile(zip, name)
      setSaid(`Check it: lanyard verify ${done.value.name}`)
    })
  return (
    <span className="flex flex-wrap items-center justify-end gap-2">
      <span role="status" className="max-w-72 break-words text-xs text-ink-2">
        {said}
      </span>
      <Button pending={pending} onClick={save}>
        <PackageCheck aria-hidden="true" />
        {children}
      </Button>
    </span>
  )
}
