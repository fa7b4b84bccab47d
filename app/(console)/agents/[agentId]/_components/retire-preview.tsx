import { DescriptionList } from '@/components/ui/description-list'
import { Notice } from '@/components/ui/notice'
import type { RetirementPreview } from '@/lib/identity/retirement/contract'

const NAMES_MAX = 12

/** What hangs on an agent, and what retiring it does, step by step. */
export function RetirePreview({ preview }: Readonly<{ preview: RetirementPreview }>) {
  const { covers, keys, mandates, systems, named_by, delegates_to, review_items, steps, barred } = preview
  return (
    <div className="flex flex-col gap-3" aria-live="polite">
      {barred ? <Notice tone="caution">It cannot be retired: {barred}.</Notice> : null}
      <DescriptionList
        entries={[
          { term: 'Stops now', value: `${counted(covers.live_tokens, 'live token')}, ${counted(covers.calls_in_flight, 'call')} in flight` },
          { term: 'Ends for good', value: `${counted(keys, 'key')}, ${counted(mandates, 'mandate')}${mandates > 0 ? '; a standing one is offered to the sponsor of its successor' : ''}` },
          { term: 'Agents below it', value: names(covers.affected, 'none: nobody loses what it passed on') },
          { term: 'Named by', value: named_by.length === 0 ? 'no document' : `${names(named_by)}: each gets a draft without it, for somebody to approve` },
          { term: 'It may delegate to', value: delegates_to.length === 0 ? 'nobody' : `${names(delegates_to)}: a successor gets a draft that names them` },
          { term: 'People it acts for', value: names(covers.people, 'nobody') },
          { term: 'Systems told', value: names(systems, 'none is connected') },
          ...(review_items > 0 ? [{ term: 'Open review items', value: `${review_items}: they stay with their reviewers, who are shown that it is retired` }] : []),
          { term: 'Enforcement points', value: `${covers.points.filter(({ connected }) => connected).length} of ${covers.points.length} connected` },
        ]}
      />
      <ol className="list-decimal rounded-md border border-line bg-sunken py-2 pl-8 pr-3 text-sm">
        {steps.map(({ title, about }) => (
          <li key={title} className="py-0.5">
            <span className="font-medium">{title}.</span> <span className="text-ink-2">{about}</span>
          </li>
        ))}
      </ol>
    </div>
  )
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`
const names = (all: readonly { name: string }[], none = 'none'): string =>
  all.length === 0 ? none : `${all.slice(0, NAMES_MAX).map(({ name }) => name).join(', ')}${all.length > NAMES_MAX ? ` and ${all.length - NAMES_MAX} more` : ''}`
