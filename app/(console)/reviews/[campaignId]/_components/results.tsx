'use client'

import { useRouter } from 'next/navigation'
import { useState, useTransition } from 'react'
import { RiskLevel } from '@/app/(console)/_components/risk-level'
import { AgentBadge } from '@/components/identity/agent-badge'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/section'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TimeStamp } from '@/components/ui/time-stamp'
import { refusalText } from '@/lib/console/refusal-text'
import type { Independence, ReviewItemView } from '@/lib/identity/reviews/contract'
import { useRefreshWhile } from '../../../_components/use-refresh-while'
import { DECISION_WORD, EFFECT_WORD, toolText } from '../../_components/review-words'
import { reassignAction, retryAction } from '../../actions'
import { ProbeList } from './probe-list'
import { ReassignDialog } from './reassign-dialog'

const WAITING = { open: 'not decided', decided: 'decided, not submitted', certify: 'waits for a second person', final: '' } as const

type Props = Readonly<{ items: readonly ReviewItemView[]; mayRetry: boolean; independence: Independence; /** Some of it is being applied at this moment. */ applying: boolean }>

export function Results({ items, mayRetry, independence, applying }: Props) {
  useRefreshWhile(applying)
  const { given, setGiven, problem, give } = useReassigning()
  return (
    <Card title="Items" flush>
      <Table caption="Items with what became of them" stack>
        <THead>
          <Th>Agent</Th>
          <Th>Risk</Th>
          <Th>Reviewer</Th>
          <Th>Decision</Th>
          <Th>Effect, and what was found afterwards</Th>
        </THead>
        <TBody>
          {items.map((item) => (
            <Tr key={item.id}>
              <Td label="Agent">
                <AgentBadge name={item.agent.name} href={`/agents/${item.agent.id}`} status={item.agent.status} />
              </Td>
              <Td label="Risk">
                <RiskLevel level={item.risk_level} />
              </Td>
              <Td label="Reviewer">
                <span className="flex flex-wrap items-center gap-2">
                  <bdi>{item.reviewer.name}</bdi>
                  {item.may.reassign ? (
                    <Button size="sm" variant="ghost" aria-label={`Reassign ${item.agent.name}`} onClick={() => setGiven(item)}>
                      Reassign
                    </Button>
                  ) : null}
                </span>
              </Td>
              <Td label="Decision" className="max-w-64">
                <span className="flex min-w-0 flex-col">
                  <span>{item.decision ? DECISION_WORD[item.decision.what] : <span className="text-ink-3">none yet</span>}</span>
                  {item.decision?.comment ? <span className="break-words text-xs text-ink-2">{item.decision.comment}</span> : null}
                  {item.outcome_by === 'no_response' ? <span className="text-xs text-caution">nobody answered</span> : null}
                  {item.escalated_at ? <span className="text-xs text-ink-3">given to this reviewer, since nobody had answered when it was first due</span> : null}
                  {item.submitted_when_due ? <span className="text-xs text-caution">submitted as it stood, when it was due</span> : null}
                  {item.certified ? <span className="text-xs text-ink-3">certified by {[item.certified.by.name, item.certified_again?.by.name].filter(Boolean).join(' and ')}</span> : null}
                  {item.decision && item.decision.keeps.length > 0 ? <span className="break-words text-xs text-ink-3">keeps, though unused, {item.decision.keeps.map(toolText).join(', ')}</span> : null}
                </span>
              </Td>
              <Td label="Effect" className="max-w-96">
                {item.effect ? <Effect item={item} effect={item.effect} mayRetry={mayRetry} /> : <span className="text-ink-3">{WAITING[item.state]}</span>}
              </Td>
            </Tr>
          ))}
        </TBody>
      </Table>
      {problem ? (
        <p role="alert" className="px-4 py-2 text-sm text-signal">
          {problem}
        </p>
      ) : null}
      <ReassignDialog key={given?.id ?? 'none'} item={given} independence={independence} onClose={() => setGiven(null)} onReassign={give} />
    </Card>
  )
}

function useReassigning() {
  const [given, setGiven] = useState<ReviewItemView | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [, startTransition] = useTransition()
  const router = useRouter()
  const give = (item: Pick<ReviewItemView, 'id' | 'version'>, to: string, note: string) =>
    startTransition(async () => {
      const done = await reassignAction({ itemId: item.id, version: item.version, to, note }).catch(() => null)
      setProblem(done?.status === 'done' ? null : done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: load the page again.')
      router.refresh()
    })
  return { given, setGiven, problem, give }
}

type EffectProps = Readonly<{ item: ReviewItemView; effect: NonNullable<ReviewItemView['effect']>; mayRetry: boolean }>

function Effect({ item, effect, mayRetry }: EffectProps) {
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()
  const wrong = effect.state === 'failed' || effect.state === 'drifted'
  const retry = () =>
    startTransition(async () => {
      const done = await retryAction({ itemId: item.id, version: item.version })
      setProblem(done.status === 'refused' ? refusalText(done.refusal) : null)
    })
  return (
    <div className="flex min-w-0 flex-col gap-0.5">
      <span className={wrong ? 'font-medium text-caution' : ''}>
        {EFFECT_WORD[effect.state]}
        {effect.probe ? (
          <span className="ml-1 font-normal text-ink-3">
            looked at <TimeStamp value={effect.probe.at} style="relative" />
          </span>
        ) : null}
      </span>
      {effect.detail && !effect.probe?.checks.some(({ detail }) => effect.detail?.includes(detail)) ? <span className="break-words text-xs text-ink-2">{effect.detail}</span> : null}
      {effect.probe ? <ProbeList probe={effect.probe} agent={item.agent.name} /> : null}
      {wrong && mayRetry ? (
        <span>
          <Button size="sm" pending={pending} onClick={retry}>
            Apply again
          </Button>
        </span>
      ) : null}
      {problem ? <span role="alert" className="text-xs text-signal">{problem}</span> : null}
    </div>
  )
}
