'use client'

import { useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/section'
import { TimeStamp } from '@/components/ui/time-stamp'
import { useOnward } from '@/components/ui/use-onward'
import type { ActionState } from '@/lib/console/action-state'
import { refusalText } from '@/lib/console/refusal-text'
import type { AgentView, DiffView } from '@/lib/identity/registry/contract'
import { startProofAction } from '../../../../_components/proof-action'
import { useLeaving } from '../../../../_components/use-leaving'
import { approveAgentAction, discardDraftAction } from '../../../actions'

const LOST = 'No answer: read the page again to see what was done.'

/** What approving this draft does, by the query that will do it, and the two ways to decide. */
export function ApproveDraft({ diff }: Readonly<{ diff: DiffView }>) {
  const { agent, to, approval } = diff
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()
  const onward = useOnward()
  const leaving = useLeaving()
  if (!approval) return null
  const draft = { agentId: agent.id, digest: to.digest }

  async function approve(): Promise<string | null> {
    const [goOn, leave] = [onward(), leaving.begin()]
    const tried = await approveAgentAction(draft)
    if (tried.status !== 'refused' || tried.refusal.code !== 'proof_required') return told(tried, goOn)
    const asked = await startProofAction({ act: tried.refusal.act, input: draft, returnTo: `/agents/${agent.id}/document` })
    if (asked.status === 'done') leave(asked.value.url)
    return asked.status === 'refused' ? refusalText(asked.refusal) : null
  }
  async function discard(): Promise<string | null> {
    const goOn = onward()
    return told(await discardDraftAction(draft), goOn)
  }
  const told = (done: ActionState<AgentView>, goOn: (href: string) => void): string | null => {
    if (done.status === 'refused') return refusalText(done.refusal)
    goOn(`/agents/${agent.id}`)
    return null
  }
  const run = (work: () => Promise<string | null>) => startTransition(async () => setProblem(await work().catch(() => LOST)))

  return (
    <Card
      title={`Draft of revision ${to.number}, at ${approval.risk_level} risk`}
      description={whoMay(approval)}
      actions={
        <>
          {approval.may_withdraw ? (
            <Button variant="ghost" pending={pending} onClick={() => run(discard)}>
              {approval.barred === 'not_who_wrote_the_draft' ? 'Withdraw it' : 'Discard it'}
            </Button>
          ) : null}
          {approval.may_approve ? (
            <Button variant="primary" pending={pending || leaving.isLeaving} onClick={() => run(approve)}>
              {approval.needs_proof ? 'Approve with a passkey' : 'Approve'}
            </Button>
          ) : null}
        </>
      }
    >
      <Ends ends={approval.ends} />
      {problem ? (
        <p role="alert" className="mt-2 text-sm">
          {problem}
        </p>
      ) : null}
    </Card>
  )
}

function whoMay({ may_approve, barred, stale, needs_proof }: NonNullable<DiffView['approval']>): string {
  if (stale) return 'It was written against a revision that is no longer in force. Edit it: what you save is based on the one that is.'
  if (may_approve) return needs_proof ? 'You may approve it, with your passkey. Exactly this revision comes into force.' : 'You may approve it. Exactly this revision comes into force.'
  if (barred === 'role') return 'Your role approves no documents. An administrator or an owner who did not write it does.'
  return refusalText({ code: 'separated', rule: barred ?? '' })
}

function Ends({ ends }: Readonly<{ ends: NonNullable<DiffView['approval']>['ends'] }>) {
  if (ends.live_tokens === 0) return <p className="text-sm text-ink-2">Approving it ends no live token{ends.kept > 0 ? `: the ${ends.kept} that live are within it, and keep their narrower authority` : ''}.</p>
  return (
    <p className="text-sm">
      <strong>
        Approving it ends {ends.live_tokens} live {ends.live_tokens === 1 ? 'token' : 'tokens'}
      </strong>
      {ends.passed_on > 0 ? `, ${ends.passed_on} of them passed on to other agents` : ''}, which exceed it or which its policy ends; {ends.kept} stay. The last would have lived until <TimeStamp value={ends.last_expires_at} />.
    </p>
  )
}
