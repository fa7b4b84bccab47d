'use client'

import { useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent } from '@/components/ui/dialog'
import { Notice } from '@/components/ui/notice'
import { RadioGroup } from '@/components/ui/radio-group'
import { refusalText } from '@/lib/console/refusal-text'
import { rotateKeysAction } from '../actions'

const CHOICES = [
  { value: 'planned', label: 'Planned', hint: 'The next keys sign from now on. What the old ones signed stays good until it expires.' },
  { value: 'forced', label: 'Forced', hint: 'The old keys are revoked: every token and session they signed for is refused within three seconds.' },
] as const

/** `current`: the keys on this page, so that two who press at once rotate once. */
export function RotateKeys({ current }: Readonly<{ current: readonly string[] }>) {
  const [open, setOpen] = useState(false)
  const [kind, setKind] = useState<string>('planned')
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()

  function change(next: boolean) {
    setOpen(next)
    setProblem(null)
    setKind('planned')
  }

  function send() {
    startTransition(async () => {
      const done = await rotateKeysAction({ forced: kind === 'forced', expected: [...current] }).catch(() => null)
      if (done?.status === 'done') change(false)
      else setProblem(done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: read the list again to see whether it was done.')
    })
  }

  return (
    <>
      <Button onClick={() => change(true)}>Rotate</Button>
      <Dialog open={open} onOpenChange={change}>
        <DialogContent
          title="Rotate the signing keys"
          description="Recorded with your name. Nobody has to do anything afterwards."
          footer={
            <>
              <Button variant="ghost" onClick={() => change(false)}>
                Cancel
              </Button>
              <Button variant="primary" pending={pending} onClick={send}>
                {kind === 'forced' ? 'Revoke and rotate' : 'Rotate'}
              </Button>
            </>
          }
        >
          <div className="flex flex-col gap-4">
            {problem ? (
              <Notice tone="caution" live>
                {problem}
              </Notice>
            ) : null}
            <RadioGroup legend="How" name="rotation" value={kind} onValueChange={setKind} options={CHOICES} />
          </div>
        </DialogContent>
      </Dialog>
    </>
  )
}
