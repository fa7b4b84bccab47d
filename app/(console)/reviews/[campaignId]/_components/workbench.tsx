'use client'

import { useCallback, useDeferredValue, useMemo, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { EmptyState } from '@/components/ui/empty-state'
import { Input } from '@/components/ui/input'
import { KeyHint } from '@/components/ui/key-hint'
import { Notice } from '@/components/ui/notice'
import { Progress } from '@/components/ui/progress'
import { Card } from '@/components/ui/section'
import type { Independence } from '@/lib/identity/reviews/contract'
import { AskDialog } from './ask-dialog'
import { DecideDialog, type Asking } from './decide-dialog'
import { DueSoon, type Due } from './due-soon'
import { Guide } from './guide'
import { FoldedLine } from './folded-line'
import { GroupNav, type Shown } from './group-nav'
import { GROUP_WORDS, groupsOf, isHighRisk, matches, type Group } from './groups'
import { ItemEvidence } from './item-evidence'
import { ItemList, type ItemListHandle } from './item-list'
import { ItemRow, type RowAct } from './item-row'
import { KeysHelp } from './keys-help'
import { ReassignDialog } from './reassign-dialog'
import { ReduceDialog } from './reduce-dialog'
import { SubmitDialog } from './submit-dialog'
import { useGuide } from './use-guide'
import { useReviewKeys } from './use-review-keys'
import { useSteady } from './use-steady'
import { useWorkbench } from './use-workbench'
import type { WorkItem } from './work-item'

type Props = Readonly<{ campaignId: string; items: readonly WorkItem[]; over: boolean; due: Due; me: string; independence: Independence; /** It has not put the guide away yet. */ guided: boolean }>
type Dialog = 'submit' | 'help' | { kind: 'ask' | 'reassign' | 'reduce'; id: string }

const isBulk = (item: WorkItem) => !isHighRisk(item) && item.may.decide
const isDone = ({ state }: WorkItem) => state === 'final' || state === 'certify'

export function Workbench({ campaignId, items: given, over, due, me, independence, guided }: Props) {
  const bench = useWorkbench(campaignId, given, me)
  const { items, sending, problem } = bench
  const todo = useMemo(() => items.filter((item) => !isDone(item)), [items])
  const groups = useMemo(() => groupsOf(todo), [todo])
  const [asked, setAsked] = useState<Shown>(groups[0]?.key ?? 'all')
  const [text, setText] = useState('')
  const [unfolded, setUnfolded] = useState(false)
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [evidence, setEvidence] = useState<string | null>(null)
  const [asking, setAsking] = useState<Asking | null>(null)
  const [dialog, setDialog] = useState<Dialog | null>(null)
  const guide = useGuide(guided)
  const list = useRef<ItemListHandle>(null)
  const last = useRef<string | null>(null)
  const filter = useDeferredValue(text)

  // A group that was worked through and is gone shows everything that is left.
  const shown: Shown = asked !== 'all' && groups.every(({ key }) => key !== asked) ? 'all' : asked
  const filtered = useMemo(() => groups.filter(({ key }) => shown === 'all' || key === shown).map((group) => ({ ...group, items: group.items.filter((item) => matches(item, filter)) })), [groups, shown, filter])
  const { folded, rows, open, bulk } = useMemo(() => drawnOf(filtered, unfolded), [filtered, unfolded])
  const ready = useMemo(() => items.filter(({ state }) => state === 'decided'), [items])
  const done = items.length - todo.length
  const chosen = useMemo(() => (selected.size === 0 ? [] : rows.filter((item) => selected.has(item.id) && isBulk(item))), [rows, selected])
  const words = [shown === 'all' ? '' : `they ${GROUP_WORDS[shown].words}`, filter.trim() ? `they match “${filter.trim()}”` : ''].filter(Boolean).join('; ')

  const find = (id: string) => items.find((item) => item.id === id) ?? null
  const open_ = typeof dialog === 'object' && dialog !== null ? dialog : null
  const itemOf = (kind: 'ask' | 'reassign' | 'reduce') => (open_?.kind === kind ? find(open_.id) : null)
  const focus = (id: string) => {
    last.current = id
    list.current?.focus(id)
  }
  const focusFolded = () => document.querySelector<HTMLElement>('[data-folded] button')?.focus()
  function move(from: string | null, step: number) {
    // Of keys that come faster than rows are drawn, each goes on from where the one before it goes.
    const here = list.current?.wanted() ?? from
    const at = rows.findIndex(({ id }) => id === (here ?? last.current))
    const next = at < 0 ? (step > 0 ? rows[0] : rows.at(-1)) : here === null ? rows[at] : rows[at + step]
    if (next) focus(next.id)
    // Behind the last row stands the line of what is folded.
    else if (step > 0 && folded.length > 0) focusFolded()
  }
  function nextGroup() {
    const at = groups.findIndex(({ key }) => key === shown)
    const next = groups[(at + 1) % groups.length]
    if (next) goTo(next, filter)
  }
  function goTo(group: Group, matching: string) {
    setAsked(group.key)
    last.current = null
    const first = group.items.find((item) => matches(item, matching))
    // Once it is drawn; a group that is folded has no row, and its line takes the focus.
    if (first) setTimeout(() => (group.key === 'steady' && !unfolded ? focusFolded() : focus(first.id)))
  }
  /** What was decided in haste: whatever was looked for before, all of it, the first in focus. */
  function lookAgain() {
    setDialog(null)
    setText('')
    const back = groups.find(({ key }) => key === 'back')
    // After the dialog has given the focus back to where it was opened, which it does in a turn of its own.
    if (back) setTimeout(() => goTo(back, ''))
  }
  /** The keys go on where the dialog was opened. */
  const closed = (id: string | null | undefined) => {
    setDialog(null)
    setAsking(null)
    setEvidence(null)
    if (id) setTimeout(() => list.current?.focus(id))
  }
  function act(item: WorkItem, what: RowAct) {
    if (sending.has(item.id)) return
    if (what === 'reassign') return item.may.reassign ? setDialog({ kind: 'reassign', id: item.id }) : undefined
    if (what === 'ask') return item.may.ask ? setDialog({ kind: 'ask', id: item.id }) : undefined
    if (!item.may.decide) return bench.setProblem(`${item.agent.name} waits for an answer: take the question back to decide without it.`)
    if (what === 'remove') return setAsking({ items: [item], decision: 'remove' })
    if (what === 'comment') return setAsking({ items: [item], decision: item.decision?.what ?? item.recommendation.decision })
    if (what === 'undo') return item.state === 'decided' ? bench.decide([item], null) : undefined
    if (what === 'reduce') return item.unused.length === 0 ? bench.setProblem(`${item.agent.name} has used everything it may: there is nothing to reduce.`) : setDialog({ kind: 'reduce', id: item.id })
    bench.decide([item], 'keep')
    move(item.id, 1)
  }
  const toggle = (id: string) => setSelected((before) => new Set(before.has(id) ? [...before].filter((each) => each !== id) : [...before, id]))

  const on = useSteady({ act, select: toggle, withdraw: bench.withdraw, expand: setEvidence })

  const row = useCallback((item: WorkItem) => <ItemRow item={item} sending={sending.has(item.id)} selected={selected.has(item.id)} selectable={isBulk(item)} on={on} />, [sending, selected, on])

  const isHeard = useReviewKeys((key, id) => {
    if (key === 'submit') return ready.length > 0 ? setDialog('submit') : undefined
    if (key === 'help') return setDialog('help')
    if (key === 'group') return nextGroup()
    if (key === 'next' || key === 'previous') return move(id, key === 'next' ? 1 : -1)
    const item = id === null ? null : find(id)
    if (!item) return
    if (key === 'expand') return setEvidence(item.id)
    if (key === 'select') return isBulk(item) ? toggle(item.id) : bench.setProblem(`${item.agent.name} is of ${item.risk_level} risk: decide it by itself.`)
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
    <div data-keys={isHeard ? 'heard' : 'not yet'} aria-busy={!isHeard} className={cn('flex flex-col gap-4', !isHeard && 'opacity-60')}>
      <div className="flex flex-wrap items-end gap-4">
        <Progress className="min-w-56 grow" label="My items" done={done} ready={ready.length} total={items.length} unit="submitted" />
        <div className="flex flex-wrap items-center gap-2">
          <Button variant="ghost" onClick={() => setDialog('help')}>
            Help <KeyHint keys={['?']} className="max-sm:hidden" />
          </Button>
          <Button variant="primary" disabled={ready.length === 0} onClick={() => setDialog('submit')} className="max-sm:hidden">
            Submit {ready.length}
          </Button>
        </div>
      </div>
      {guide.open ? <Guide pending={guide.pending} onDone={guide.putAway} /> : null}
      {over ? <Notice tone="caution" title="Its due date is over: decisions are no longer taken." /> : <DueSoon due={due} ready={ready.length} />}
      {problem ? <Notice live tone="caution" title={problem} /> : null}
      <div className="flex flex-col gap-4 lg:flex-row lg:items-start">
        <GroupNav groups={groups} shown={shown} onShow={setAsked} />
        <div className="flex min-w-0 grow flex-col gap-3">
          <div className="flex flex-wrap items-center justify-between gap-2">
            <p role="status" className="text-sm text-ink-2">
              {open.length + folded.length} of {items.length} to decide{words ? `: ${words}` : ''}
            </p>
            <span className="flex flex-wrap items-center gap-2">
              {chosen.length > 0 ? (
                <Button size="sm" onClick={() => setAsking({ items: chosen, decision: 'keep', words: 'Those you selected, of low or medium risk.' })}>
                  Decide {chosen.length} selected
                </Button>
              ) : words && bulk.length > 1 ? (
                <Button size="sm" variant="ghost" onClick={() => setAsking({ items: bulk, decision: 'keep', words: bulkWords(bulk.length, open.length, words) })}>
                  Decide these {bulk.length} together
                </Button>
              ) : null}
              <Input aria-label="Filter by name, team, platform or purpose" placeholder="Filter" className="h-7 w-40 text-sm" value={text} onChange={(event) => setText(event.target.value)} />
            </span>
          </div>
          <Card flush>
            {rows.length > 0 ? (
              <ItemList ref={list} items={rows} label="Items to review" row={row} />
            ) : null}
            {folded.length > 0 ? <FoldedLine items={folded} onShow={() => setUnfolded(true)} onKeep={() => setAsking({ items: folded, decision: 'keep', words: `Agents that ${GROUP_WORDS.steady.words}.`, comment: 'Unchanged since the last review, of low risk, and in use.' })} /> : null}
            {rows.length + folded.length === 0 ? <p className="px-4 py-6 text-center text-sm text-ink-2">{todo.length > 0 ? 'Nothing here matches.' : 'Everything of yours is submitted.'}</p> : null}
          </Card>
        </div>
      </div>
      {/* Where the thumb is, however far down the list. */}
      {ready.length > 0 ? (
        <div className="sticky bottom-0 z-10 -mx-4 border-t border-line bg-surface px-4 py-2.5 sm:hidden">
          <Button variant="primary" size="lg" className="w-full" onClick={() => setDialog('submit')}>
            Submit {ready.length}
          </Button>
        </div>
      ) : null}
      <ItemEvidence item={evidence === null ? null : find(evidence)} onClose={() => closed(evidence)} />
      <DecideDialog key={asking ? `decide ${asking.items[0]?.id}` : 'none'} asking={asking} onClose={() => closed(asking?.items[0]?.id)}
        onDecide={(on, decision, comment) => bench.decide(on, decision, comment ? { comment } : {}, () => setSelected((before) => new Set([...before].filter((id) => on.every((item) => item.id !== id)))))} />
      <AskDialog key={`ask ${open_?.id}`} item={itemOf('ask')} onClose={() => closed(open_?.id)} onAsk={bench.ask} />
      <ReassignDialog key={`give ${open_?.id}`} item={itemOf('reassign')} independence={independence} onClose={() => closed(open_?.id)} onReassign={bench.reassign} />
      <ReduceDialog key={`reduce ${open_?.id}`} item={itemOf('reduce')} onClose={() => closed(open_?.id)} onReduce={(item, keeps) => bench.decide([item], 'reduce', { keeps })} />
      <SubmitDialog campaignId={campaignId} items={ready} open={dialog === 'submit'} onClose={() => setDialog(null)} onLookAgain={lookAgain} onSubmitted={bench.apply} />
      <KeysHelp open={dialog === 'help'} onClose={() => setDialog(null)} onGuide={guide.show} />
    </div>
  )
}

/** What of the groups has a row, and what is folded into one line. */
function drawnOf(groups: readonly Group[], unfolded: boolean) {
  const folded = unfolded ? [] : (groups.find(({ key }) => key === 'steady')?.items.filter(({ state, may }) => state === 'open' && may.decide) ?? [])
  const isFolded = new Set(folded)
  const rows = groups.flatMap(({ items }) => items).filter((item) => !isFolded.has(item))
  const open = rows.filter(({ state }) => state === 'open')
  return { folded, rows, open, bulk: open.filter(isBulk) }
}

/** The filter that is shown, in words, and what it leaves out. */
const bulkWords = (count: number, open: number, words: string): string => `The ${count} agents of this filter (${words})${open > count ? `; ${open - count} of high or critical risk are left out: decide each by itself` : ''}.`
