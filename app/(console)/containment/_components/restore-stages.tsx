'use client'

import { Check, CircleDashed } from 'lucide-react'
import { useState, useTransition, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { Dialog, DialogContent } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Textarea } from '@/components/ui/textarea'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { OrderView } from '@/lib/identity/containment/contract'
import { askForApproval, NO_ANSWER } from '../../_components/approval'
import { useLeaving } from '../../_components/use-leaving'
import { signRestoreAction } from '../actions'

const STAGE = { read_only: 'read-only', full: 'in full' } as const
type As = 'owner' | 'reviewer'

/** Restoring in stages: what was signed, by whom, and what is left to sign. */
export function RestoreStages({ order, maySign }: Readonly<{ order: OrderView; maySign: boolean }>) {
  const [signing, setSigning] = useState<As | null>(null)
  const stage = order.next_stage
  const missing = (['owner', 'reviewer'] as const).filter((as) => !order.signatures.some((one) => one.stage === stage && one.signed_as === as))
  return (
    <div className="flex flex-col gap-3 text-sm">
      <ol className="flex flex-col gap-2">
        {order.signatures.map((one) => (
          <li key={`${one.stage}-${one.signed_as}`}>
            <TimeStamp value={one.signed_at} className="text-ink-3" />
            <p>
              <bdi className="font-semibold">{one.person.name}</bdi> signed as {one.signed_as}, {STAGE[one.stage]}: “{one.cause}”
            </p>
          </li>
        ))}
      </ol>
      {order.followed_by ? (
        <p>
          Read-only since then. <TextLink href={`/containment/${order.followed_by}`}>The order that keeps it so</TextLink> is restored in full next.
        </p>
      ) : null}
      {order.follows ? (
        <p className="text-ink-2">
          The read-only stage of restoring <TextLink href={`/containment/${order.follows}`}>an earlier order</TextLink>.
        </p>
      ) : null}
      {stage && maySign ? (
        <div className="flex flex-col gap-2 border-t border-line pt-3">
          <Condition order={order} />
          <p className="text-ink-2">
            Next: {STAGE[stage]}. It takes two: {order.target.name}’s owner, and a reviewer who did not halt it. With the second signature it takes effect.
          </p>
          <div className="flex flex-wrap gap-2">
            {missing.map((as) => (
              <Button key={as} onClick={() => setSigning(as)}>
                Sign as {as}
              </Button>
            ))}
          </div>
          {signing ? <SignDialog order={order} stage={stage} as={signing} onClose={() => setSigning(null)} /> : null}
        </div>
      ) : null}
    </div>
  )
}

/** What must be so before it comes back in full: shown always, waited for where the tenant says so. */
function Condition({ order: { incident, next_stage: stage } }: Readonly<{ order: OrderView }>) {
  if (!incident) return null
  const { resolved, demanded, number, id } = incident
  return (
    <p className="flex items-start gap-2">
      {resolved ? <Check aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-ink-3" /> : <CircleDashed aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-caution" />}
      <span className="min-w-0 break-words">
        <TextLink href={`/containment/incidents/${id}`}>Incident {number}</TextLink> {resolved ? `is resolved; the cause: “${resolved.cause}”` : `is not resolved yet${demanded ? (stage === 'full' ? ', and restoring in full waits for it.' : '. Read-only does not wait for it; in full does.') : '.'}`}
      </span>
    </p>
  )
}

function SignDialog({ order, stage, as, onClose }: Readonly<{ order: OrderView; stage: 'read_only' | 'full'; as: As; onClose: () => void }>) {
  const [cause, setCause] = useState(order.incident?.resolved?.cause ?? '')
  const [resolved, setResolved] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const leaving = useLeaving()
  const [pending, startTransition] = useTransition()
  function submit(event: FormEvent) {
    event.preventDefault()
    if (!resolved) return setProblem('The incident has to be resolved first.')
    const leave = leaving.begin()
    startTransition(async () => {
      const input = { orderId: order.id, stage, signed_as: as, incident_resolved: true as const, cause }
      const asked = await signRestoreAction(input)
        .then((tried) => askForApproval(tried, input, `/containment/${order.id}`))
        .catch(() => NO_ANSWER)
      if (asked.url !== null) leave(asked.url)
      else setProblem(asked.problem)
    })
  }

  return (
    <Dialog open onOpenChange={(open) => (open ? undefined : onClose())}>
      <DialogContent
        title={`Sign as ${as}: ${order.target.name}, ${STAGE[stage]}`}
        description="You approve it with your passkey on the next page. Tokens from before stay dead; agents ask for new ones."
      >
        <form onSubmit={submit} className="flex flex-col gap-3">
          <Checkbox checked={resolved} onChange={(event) => setResolved(event.target.checked)} label="The incident is resolved" />
          <Field label="Cause" hint="What made it necessary, as it was found. It stands in the ledger." required error={problem}>
            <Textarea name="cause" rows={3} minLength={8} maxLength={1000} value={cause} onChange={(event) => setCause(event.target.value)} />
          </Field>
          <div className="flex justify-end gap-2">
            <Button variant="ghost" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" variant="primary" pending={pending || leaving.isLeaving}>
              Sign
            </Button>
          </div>
        </form>
      </DialogContent>
    </Dialog>
  )
}
