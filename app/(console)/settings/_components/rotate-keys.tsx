'use client'

import { useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent } from '@/components/ui/dialog'
import { Notice } from '@/components/ui/notice'
import { RadioGroup } from '@/components/ui/radio-group'
import { refusalText } from '@/lib/console/refusal-text'
import { startProofAction } from '../../_components/proof-action'
import { useLeaving } from '../../_components/use-leaving'
import { rotateKeysAction } from '../actions'

const CHOICES = [
  { value: 'planned', label: 'Planned', hint: 'The next keys sign from now on. What the old ones signed stays good until it expires.' },
  { value: 'forced', label: 'Forced', hint: 'The old keys are revoked: every token and session they signed for is refused within three seconds.' },
] as const

type Asked = { url: string } | { url: null; problem: string }
const NO_ANSWER: Asked = { url: null, problem: 'No answer. Nothing was rotated: try again.' }

/** Where this is approved. It is tried first, so that whoever may not, or not yet, is told so and not sent there. */
async function askForApproval(input: { forced: boolean; expected: string[] }): Promise<Asked> {
  const tried = await rotateKeysAction(input)
  if (tried.status !== 'refused') return NO_ANSWER
  if (tried.refusal.code !== 'proof_required') return { url: null, problem: refusalText(tried.refusal) }
  const asked = await startProofAction({ act: tried.refusal.act, input, returnTo: '/settings/keys' })
  if (asked.status === 'done') return { url: asked.value.url }
  return asked.status === 'refused' ? { url: null, problem: refusalText(asked.refusal) } : NO_ANSWER
}

/**
 * Approved with the passkey on the authority's page. `current`: the keys on this page, so that two who press at once
 * rotate once.
 */
export function RotateKeys({ current }: Readonly<{ current: readonly string[] }>) {
  const [open, setOpen] = useState(false)
  const [kind, setKind] = useState<string>('planned')
  const [problem, setProblem] = useState<string | null>(null)
  const leaving = useLeaving()
  const [pending, startTransition] = useTransition()


  function change(next: boolean) {
    setOpen(next)
    setProblem(null)
    setKind('planned')
  }

  function send() {
    const leave = leaving.begin()
    startTransition(async () => {
      const asked = await askForApproval({ forced: kind === 'forced', expected: [...current] }).catch(() => NO_ANSWER)
      if (asked.url !== null) leave(asked.url)
      else setProblem(asked.problem)
    })
  }

  return (
    <>
      <Button onClick={() => change(true)}>Rotate</Button>
      <Dialog open={open} onOpenChange={change}>
        <DialogContent
          title="Rotate the signing keys"
          description="You approve it with your passkey on the next page. Recorded with your name; nobody has to do anything afterwards."
          footer={
            <>
              <Button variant="ghost" onClick={() => change(false)}>
                Cancel
              </Button>
              <Button variant="primary" pending={pending || leaving.isLeaving} onClick={send}>
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
