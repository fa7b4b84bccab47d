'use client'

import { useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { KeyHint } from '@/components/ui/key-hint'
import { Notice } from '@/components/ui/notice'
import { Progress } from '@/components/ui/progress'
import { Card } from '@/components/ui/section'
import { refusalText } from '@/lib/console/refusal-text'
import type { ReviewDecision, ReviewItemView } from '@/lib/identity/reviews/contract'
import { decideAction } from '../../actions'
import { DecideDialog, type Asking } from './decide-dialog'
import { ItemEvidence } from './item-evidence'
import { ItemRow } from './item-row'
import { KeysHelp } from './keys-help'
import { SubmitDialog } from './submit-dialog'
import { focusNext, useReviewKeys } from './use-review-keys'

type Props = Readonly<{ campaignId: string; items: readonly ReviewItemView[]; over: boolean }>

const isBulk = (item: ReviewItemView) => (item.risk_level === 'low' || item.risk_level === 'medium') && item.may.decide
const isFolded = (item: ReviewItemView) => !item.changed && !item.moved && item.risk_level === 'low' && item.state === 'open'

export function Workbench({ campaignId, items, over }: Props) {
  const [all, setAll] = useState(false)
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [shown, setShown] = useState<string | null>(null)
  const [asking, setAsking] = useState<Asking | null>(null)
  const [dialog, setDialog] = useState<'submit' | 'help' | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [sending, setSending] = useState<ReadonlySet<string>>(new Set())
  const [, startTransition] = useTransition()

  const ready = items.filter(({ state }) => state === 'decided')
  const done = items.filter(({ state }) => state === 'final' || state === 'certify')
  const folded = all ? [] : items.filter(isFolded)
  const rows = items.filter((item) => item.state !== 'final' && item.state !== 'certify' && !folded.includes(item) && (all || item.changed || item.moved || item.state === 'decided'))
  const hidden = items.length - done.length - rows.length - folded.length
  const chosen = items.filter((item) => selected.has(item.id) && isBulk(item))

  function decide(on: readonly ReviewItemView[], decision: ReviewDecision | null, comment?: string) {
    const ids = on.map(({ id }) => id)
    setProblem(null)
    setSending((before) => new Set([...before, ...ids]))
    startTransition(async () => {
      const input = { campaignId, items: on.map(({ id, version, document }) => ({ id, version, document })), decision, ...(comment ? { comment } : {}) }
      const answer = await decideAction(input).catch(() => null)
      setSending((before) => new Set([...before].filter((id) => !ids.includes(id))))
      if (answer?.status === 'done') setSelected((before) => new Set([...before].filter((id) => !ids.includes(id))))
      else setProblem(answer?.status === 'refused' ? refusalText(answer.refusal) : 'No answer: nothing may be recorded. Load the page again.')
    })
  }
  function act(item: ReviewItemView, what: 'keep' | 'reduce' | 'remove' | 'comment' | 'undo') {
    if (!item.may.decide || sending.has(item.id)) return
    if (what === 'remove') return setAsking({ items: [item], decision: 'remove' })
    if (what === 'comment') return setAsking({ items: [item], decision: item.decision?.what ?? item.recommendation.decision })
    if (what === 'undo') return item.state === 'decided' ? decide([item], null) : undefined
    if (what === 'reduce' && item.unused.length === 0) return setProblem(`${item.agent.name} has used everything it may: there is nothing to reduce.`)
    decide([item], what)
    focusNext(item.id)
  }
  /** The keys go on where the dialog was opened. */
  function stopAsking() {
    const id = asking?.items[0]?.id
    setAsking(null)
    if (id) setTimeout(() => focusNext(id, 0))
  }
  const toggle = (id: string) => setSelected((before) => new Set(before.has(id) ? [...before].filter((each) => each !== id) : [...before, id]))

  useReviewKeys((key, id) => {
    const item = rows.find((each) => each.id === id)
    if (key === 'submit') return ready.length > 0 ? setDialog('submit') : undefined
    if (key === 'help') return setDialog('help')
    if (!item) return
    if (key === 'expand') return setShown(item.id)
    if (key === 'select') return isBulk(item) ? toggle(item.id) : setProblem(`${item.agent.name} is of ${item.risk_level} risk: decide it by itself.`)
    act(item, key)
  })

  if (items.length === 0) {
    return (
      <Card>
        <EmptyState because="nothing_yet" title="Nothing here is yours to review" />
      </Card>
    )
  }
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-end gap-4">
        <Progress className="min-w-56 grow" label="My items" done={done.length} ready={ready.length} total={items.length} unit="submitted" />
        <div className="flex flex-wrap items-center gap-2">
          <Button aria-pressed={!all} variant={all ? 'ghost' : 'secondary'} onClick={() => setAll(false)}>
            Changed since last review
          </Button>
          <Button aria-pressed={all} variant={all ? 'secondary' : 'ghost'} onClick={() => setAll(true)}>
            All
          </Button>
          <Button variant="ghost" onClick={() => setDialog('help')}>
            Keys <KeyHint keys={['?']} />
          </Button>
          <Button variant="primary" disabled={ready.length === 0} onClick={() => setDialog('submit')}>
            Submit {ready.length}
          </Button>
        </div>
      </div>
      {over ? <Notice tone="caution" title="Its due date is over: decisions are no longer taken." /> : null}
      {problem ? <Notice live tone="caution" title={problem} /> : null}
      {chosen.length > 0 ? (
        <Notice title={`${chosen.length} ${chosen.length === 1 ? 'agent' : 'agents'} of low or medium risk selected: ${namesOf(chosen)}`} actions={<Button size="sm" onClick={() => setAsking({ items: chosen, decision: 'keep' })}>Decide them together</Button>} />
      ) : null}
      <Card flush>
        <ul aria-label="Items to review">
          {rows.map((item) => (
            <ItemRow key={item.id} item={item} sending={sending.has(item.id)} selected={selected.has(item.id)} {...(isBulk(item) ? { onSelect: () => toggle(item.id) } : {})} onAct={(what) => act(item, what)} onExpand={() => setShown(item.id)} />
          ))}
          {folded.length > 0 ? (
            <li className="flex flex-wrap items-center justify-between gap-2 border-t border-line px-4 py-2 text-sm first:border-t-0">
              <span className="text-ink-2">
                {folded.length} unchanged, low risk: {namesOf(folded)}
              </span>
              <Button size="sm" onClick={() => setAsking({ items: folded, decision: 'keep' })}>
                Keep {folded.length === 1 ? 'it' : `all ${folded.length}`}
              </Button>
            </li>
          ) : null}
          {rows.length + folded.length === 0 ? <li className="px-4 py-6 text-center text-sm text-ink-2">{hidden > 0 ? 'Nothing changed since the last review.' : 'Everything of yours is submitted.'}</li> : null}
        </ul>
        {hidden > 0 ? (
          <p className="border-t border-line px-4 py-2 text-sm text-ink-2">
            {hidden} more did not change since the last review.{' '}
            <Button variant="link" onClick={() => setAll(true)}>
              Show all
            </Button>
          </p>
        ) : null}
      </Card>
      <ItemEvidence item={items.find(({ id }) => id === shown) ?? null} onClose={() => setShown(null)} />
      <DecideDialog key={asking?.items.map(({ id }) => id).join() ?? 'none'} asking={asking} onClose={() => stopAsking()} onDecide={decide} />
      <SubmitDialog campaignId={campaignId} items={ready} open={dialog === 'submit'} onClose={() => setDialog(null)} />
      <KeysHelp open={dialog === 'help'} onClose={() => setDialog(null)} />
    </div>
  )
}

const NAMES = 4
function namesOf(items: readonly ReviewItemView[]): string {
  const shown = items.slice(0, NAMES).map(({ agent }) => agent.name).join(', ')
  return items.length > NAMES ? `${shown} and ${items.length - NAMES} more` : shown
}
