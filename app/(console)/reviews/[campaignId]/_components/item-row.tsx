import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { cn } from '@/components/ui/cn'
import { KeyHint } from '@/components/ui/key-hint'
import type { ReviewItemView } from '@/lib/identity/reviews/contract'
import { DECISION_WORD, toolText } from '../../_components/review-words'
import { ItemSummary } from './item-summary'

type Props = Readonly<{
  item: ReviewItemView
  sending: boolean
  selected: boolean
  onSelect?: () => void
  onAct: (what: 'keep' | 'reduce' | 'remove' | 'undo') => void
  onExpand: () => void
}>

export function ItemRow({ item, sending, selected, onSelect, onAct, onExpand }: Props) {
  const { decision, unused, agent } = item
  return (
    <li data-review-item={item.id} className={cn('flex flex-wrap items-start gap-x-3 gap-y-2 border-t border-line px-4 py-2.5 first:border-t-0 focus-within:bg-selected', selected && 'bg-hover')}>
      <span className="pt-0.5">
        {onSelect ? <Checkbox label={`Select ${agent.name}`} labelHidden checked={selected} onChange={onSelect} tabIndex={-1} /> : <span className="inline-block size-5" />}
      </span>
      <span className="flex min-w-0 grow basis-64 flex-col gap-1">
        <span className="flex min-w-0 flex-wrap items-center gap-2">
          <button type="button" data-review-name onClick={onExpand} className="min-w-0 truncate rounded-sm text-left text-sm font-medium text-ink hover:underline">
            <bdi>{agent.name}</bdi>
          </button>
          <span aria-live="polite" className="inline-flex items-center gap-2">
            {sending ? <span className="text-xs text-ink-3">recording</span> : null}
            {decision && !sending ? <Badge tone={decision.what === 'keep' ? 'calm' : 'strong'}>{DECISION_WORD[decision.what]}, ready to submit</Badge> : null}
          </span>
        </span>
        <ItemSummary item={item} />
        {decision?.comment ? <span className="break-words text-xs text-ink-2">“{decision.comment}”</span> : null}
        {decision?.what === 'reduce' ? <span className="break-words text-xs text-ink-2">Loses {decision.removes.map(toolText).join(', ')}</span> : null}
      </span>
      {item.may.decide ? (
        <span className="flex flex-wrap items-center gap-1.5">
          {decision ? (
            <Button size="sm" disabled={sending} onClick={() => onAct('undo')} aria-label={`Undo ${agent.name}`}>
              Undo <KeyHint keys={['U']} />
            </Button>
          ) : (
            <>
              <Button size="sm" disabled={sending} onClick={() => onAct('keep')} aria-label={`Keep ${agent.name}`}>
                Keep <KeyHint keys={['A']} />
              </Button>
              {unused.length > 0 ? (
                <Button size="sm" disabled={sending} onClick={() => onAct('reduce')} aria-label={`Reduce ${agent.name} to used`}>
                  Reduce <KeyHint keys={['E']} />
                </Button>
              ) : null}
              <Button size="sm" disabled={sending} onClick={() => onAct('remove')} aria-label={`Remove ${agent.name}`}>
                Remove <KeyHint keys={['R']} />
              </Button>
            </>
          )}
        </span>
      ) : null}
    </li>
  )
}
