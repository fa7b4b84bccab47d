import { MessageCircleQuestion } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { cn } from '@/components/ui/cn'
import { KeyHint } from '@/components/ui/key-hint'
import { DECISION_WORD, toolText } from '../../_components/review-words'
import { ItemSummary } from './item-summary'
import { Questions } from './questions'
import type { WorkItem } from './work-item'

export type RowAct = 'keep' | 'reduce' | 'remove' | 'comment' | 'ask' | 'reassign' | 'undo'
/** The same object for as long as the list is there, so that a key draws no row anew but its own. */
export type RowHandlers = Readonly<{ act: (item: WorkItem, what: RowAct) => void; select: (id: string) => void; withdraw: (item: WorkItem, questionId: string) => void; expand: (id: string) => void }>
type Props = Readonly<{ item: WorkItem; sending: boolean; selected: boolean; selectable: boolean; on: RowHandlers }>

export const ItemRow = memo(function ItemRow({ item, sending, selected, selectable, on }: Props) {
  const { decision, agent } = item
  const onAct = (what: RowAct) => on.act(item, what)
  return (
    <div className={cn('flex items-start gap-x-3 px-4 py-2.5', selected && 'bg-hover')}>
      <span className="pt-0.5">
        {selectable ? <Checkbox label={`Select ${agent.name}`} labelHidden checked={selected} onChange={() => on.select(item.id)} tabIndex={-1} /> : <span className="inline-block size-5" />}
      </span>
      {/* One set of buttons: beside the name where there is room, and below all of it on a phone. */}
      <span className="grid min-w-0 grow grid-cols-1 gap-x-2 gap-y-1 sm:grid-cols-[minmax(0,1fr)_auto] sm:*:col-span-2">
        <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1.5 sm:col-span-1!">
          <button type="button" data-review-name aria-describedby={`about-${item.id}`} onClick={() => on.expand(item.id)} className="min-w-0 truncate rounded-sm text-left text-sm font-medium text-ink hover:underline">
            <bdi>{agent.name}</bdi>
          </button>
          <span aria-live="polite" className="inline-flex items-center gap-2">
            {sending ? <span className="text-xs text-ink-3">recording</span> : null}
            {decision && !sending ? <Badge tone={decision.what === 'keep' ? 'calm' : 'strong'}>{DECISION_WORD[decision.what]}, ready to submit</Badge> : null}
          </span>
        </span>
        {/* Heard with the name: what is known of it, what that suggests, and why. */}
        <span id={`about-${item.id}`} className="flex min-w-0 flex-col gap-1">
          <ItemSummary item={item} />
        </span>
        {decision?.comment ? <span className="break-words text-xs text-ink-2">“{decision.comment}”</span> : null}
        {decision?.what === 'reduce' ? (
          <span className="break-words text-xs text-ink-2">
            Loses {decision.removes.map(toolText).join(', ')}
            {decision.keeps.length > 0 ? `; keeps, though unused, ${decision.keeps.map(toolText).join(', ')}` : ''}
          </span>
        ) : null}
        <Questions questions={item.questions} onWithdraw={(questionId) => on.withdraw(item, questionId)} />
        <span className="pt-1 sm:col-span-1! sm:col-start-2! sm:row-start-1 sm:pt-0">
          <Acts item={item} sending={sending} onAct={onAct} />
        </span>
      </span>
    </div>
  )
})

type ActsProps = Pick<Props, 'item' | 'sending'> & Readonly<{ onAct: (what: RowAct) => void }>

function Acts({ item: { agent, decision, may, unused }, sending, onAct }: ActsProps) {
  if (!may.decide && !may.reassign) return null
  return (
    <span className="flex flex-wrap items-center gap-1.5">
      {may.decide && decision ? (
        <Button size="sm" disabled={sending} onClick={() => onAct('undo')}>
          Undo <Named>{agent.name}</Named> <Key of="U" />
        </Button>
      ) : null}
      {may.decide && !decision ? (
        <>
          <Button size="sm" disabled={sending} onClick={() => onAct('keep')}>
            Keep <Named>{agent.name}</Named> <Key of="A" />
          </Button>
          {unused.length > 0 ? (
            <Button size="sm" disabled={sending} onClick={() => onAct('reduce')}>
              Reduce <Named>{agent.name} to used</Named> <Key of="E" />
            </Button>
          ) : null}
          <Button size="sm" disabled={sending} onClick={() => onAct('remove')}>
            Remove <Named>{agent.name}</Named> <Key of="R" />
          </Button>
        </>
      ) : null}
      {may.ask && !decision ? (
        <Button size="sm" variant="ghost" disabled={sending} onClick={() => onAct('ask')}>
          <MessageCircleQuestion aria-hidden="true" />
          Ask <Named>about {agent.name}</Named> <Key of="Q" />
        </Button>
      ) : null}
      {may.reassign && !decision ? (
        <Button size="sm" variant="ghost" disabled={sending} onClick={() => onAct('reassign')}>
          Reassign <Named>{agent.name}</Named> <Key of="T" />
        </Button>
      ) : null}
    </span>
  )
}

/** What a button is about, for who does not see its row. */
const Named = ({ children }: Readonly<{ children: ReactNode }>) => <span className="sr-only">{children}</span>
/** Seen beside the word; who listens is told the keys by `?`. */
const Key = ({ of }: Readonly<{ of: string }>) => (
  <span aria-hidden="true" className="max-sm:hidden">
    <KeyHint keys={[of]} />
  </span>
)
