'use client'

import { useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { Card } from '@/components/ui/section'
import { useNow } from '@/components/ui/ticking'
import { TimeStamp } from '@/components/ui/time-stamp'
import { refusalText } from '@/lib/console/refusal-text'
import type { HaltRequestView } from '@/lib/identity/containment/contract'
import { askForApproval, NO_ANSWER } from '../../_components/approval'
import { useLeaving } from '../../_components/use-leaving'
import { cancelHaltAction, confirmHaltAction } from '../actions'
import { BlastRadius } from './blast-radius'
import { GRAIN_WORD, MODE_WORD } from './order-words'

type Me = Readonly<{ id: string; mayConfirm: boolean; mayCancel: boolean }>

/** Wide orders that wait for a second administrator. They stop nothing yet, and say so. */
export function WaitingRequests({ requests, me }: Readonly<{ requests: readonly HaltRequestView[]; me: Me }>) {
  const now = useNow()
  const waiting = requests.filter(({ expires_at }) => now === null || Date.parse(expires_at) > now)
  if (waiting.length === 0) return null
  return (
    <Card title="Waiting for a second administrator" description="Nothing of this is stopped yet." className="mb-6 border-signal-line">
      <ul className="flex flex-col gap-6">
        {waiting.map((request) => (
          <WaitingRequest key={request.id} request={request} me={me} secondsLeft={now === null ? null : Math.max(0, Math.round((Date.parse(request.expires_at) - now) / 1000))} />
        ))}
      </ul>
    </Card>
  )
}

function WaitingRequest({ request, me, secondsLeft }: Readonly<{ request: HaltRequestView; me: Me; secondsLeft: number | null }>) {
  const { problem, pending, confirm, cancel } = useRequest(request)
  const isMine = request.requested_by.id === me.id
  return (
    <li className="flex flex-col gap-3 border-t border-line pt-4 first:border-t-0 first:pt-0">
      <div>
        <p className="font-medium text-ink">
          <bdi>{request.target.name}</bdi> to be {MODE_WORD[request.mode]}: {GRAIN_WORD[request.grain]}
        </p>
        <p className="text-sm text-ink-2">
          Asked for by <bdi>{request.requested_by.name}</bdi> <TimeStamp value={request.requested_at} style="relative" />, because “{request.reason}”.{' '}
          <span className="text-caution">{secondsLeft === null ? 'It ends by itself' : `Ends in ${Math.floor(secondsLeft / 60)} min ${secondsLeft % 60} s`}.</span>
        </p>
      </div>
      {request.preview ? <BlastRadius view={request.preview} /> : <p className="text-sm text-caution">What it would cover could not be read, so it cannot be confirmed.</p>}
      {problem ? (
        <Notice tone="caution" title="Nothing was stopped" live>
          {problem}
        </Notice>
      ) : null}
      <div className="flex flex-wrap items-center gap-3">
        {me.mayConfirm && !isMine && request.preview ? (
          <Button variant="signal" pending={pending} onClick={confirm}>
            Confirm with passkey
          </Button>
        ) : null}
        {isMine ? <p className="text-sm text-ink-2">You asked for it, so another administrator confirms it.</p> : null}
        {me.mayCancel ? (
          <Button pending={pending} onClick={cancel}>
            {isMine ? 'Take it back' : 'Turn it down'}
          </Button>
        ) : null}
      </div>
    </li>
  )
}

function useRequest({ id, preview }: HaltRequestView) {
  const [problem, setProblem] = useState<string | null>(null)
  const leaving = useLeaving()
  const [pending, startTransition] = useTransition()
  return {
    problem,
    pending: pending || leaving.isLeaving,
    confirm: () => {
      const leave = leaving.begin()
      startTransition(async () => {
        const input = { requestId: id, snapshot: preview?.snapshot_digest ?? '' }
        const asked = await confirmHaltAction(input)
          .then((tried) => askForApproval(tried, input, '/containment'))
          .catch(() => NO_ANSWER)
        if (asked.url !== null) leave(asked.url)
        else setProblem(asked.problem)
      })
    },
    cancel: () =>
      startTransition(async () => {
        const done = await cancelHaltAction({ requestId: id }).catch(() => null)
        if (done?.status !== 'done') setProblem(done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: read the page again.')
      }),
  }
}
