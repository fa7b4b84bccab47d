'use client'

import { useRouter } from 'next/navigation'
import { useState, useTransition } from 'react'
import { refusalText } from '@/lib/console/refusal-text'
import type { ActionState } from '@/lib/console/action-state'
import { BATCH_MAX } from '@/lib/identity/reviews/terms'
import type { ChangedItems, ReviewDecision } from '@/lib/identity/reviews/contract'
import { askAction, decideAction, reassignAction, withdrawAction } from '../../actions'
import { useItems } from './use-items'
import type { WorkItem } from './work-item'

/** What a reviewer does to their items, each act confirmed by the authority before it is shown. */
export function useWorkbench(campaignId: string, given: readonly WorkItem[], me: string) {
  const [items, apply] = useItems(given, me)
  const [sending, setSending] = useState<ReadonlySet<string>>(new Set())
  const [problem, setProblem] = useState<string | null>(null)
  const [, startTransition] = useTransition()
  const router = useRouter()

  function send(ids: readonly string[], call: () => Promise<ActionState<ChangedItems>>, after?: () => void) {
    setProblem(null)
    setSending((before) => new Set([...before, ...ids]))
    startTransition(async () => {
      const answer = await call().catch(() => null)
      setSending((before) => new Set([...before].filter((id) => !ids.includes(id))))
      if (answer?.status === 'done') {
        apply(answer.value.changes)
        after?.()
        return
      }
      setProblem(answer?.status === 'refused' ? refusalText(answer.refusal) : 'No answer: nothing may be recorded. Load the page again.')
      // What was refused is not what is shown here any more.
      if (answer?.status === 'refused' && (answer.refusal.code === 'conflict' || answer.refusal.code === 'wrong_state')) router.refresh()
    })
  }

  type Extra = { comment?: string; keeps?: string[] }
  function decide(on: readonly WorkItem[], decision: ReviewDecision | null, { comment, keeps }: Extra = {}, after?: () => void) {
    const extra = { ...(comment ? { comment } : {}), ...(keeps ? { keeps } : {}) }
    for (let start = 0; start < on.length; start += BATCH_MAX) {
      const part = on.slice(start, start + BATCH_MAX)
      const input = { campaignId, items: part.map(({ id, version, document }) => ({ id, version, document })), decision, ...extra }
      send(part.map(({ id }) => id), () => decideAction(input), after)
    }
  }
  return {
    items, sending, problem, setProblem, apply, decide,
    ask: ({ id, version }: WorkItem, of: string, question: string) => send([id], () => askAction({ itemId: id, version, of, question })),
    withdraw: ({ id }: WorkItem, questionId: string) => send([id], () => withdrawAction({ questionId })),
    reassign: ({ id, version }: Pick<WorkItem, 'id' | 'version'>, to: string, note: string) => send([id], () => reassignAction({ itemId: id, version, to, note })),
  } // prettier-ignore
}
