import { EventSentence } from '@/components/identity/event-sentence'
import { cn } from '@/components/ui/cn'
import { EmptyState } from '@/components/ui/empty-state'
import { Link } from '@/components/ui/link'
import { Pager } from '@/components/ui/pager'
import { Card } from '@/components/ui/section'
import { TimeStamp } from '@/components/ui/time-stamp'
import { hrefWith, one, pagerHrefs, type RawParams } from '@/lib/console/filters'
import type { EventPage } from '@/lib/identity/ledger/contract'
import { duration } from '../../_components/duration'
import { isStopped } from '../../_components/event-list'
import { EventMark } from '../../_components/event-mark'
import { sentenceParts } from '../../_components/sentence-parts'

const PATH = '/delegations'
const FILTERS = ['text', 'run', 'person', 'agent', 'server', 'tool', 'action', 'source', 'result', 'window', 'since', 'until', 'delegation', 'cursor']

type Props = Readonly<{ page: EventPage; raw: RawParams; selected: string | null; narrow: boolean }>

/** Sentences, newest first. The whole sentence opens its chain; names in it lead elsewhere from the page it opens. */
export function Events({ page, raw, selected, narrow }: Props) {
  if (page.items.length === 0 && page.searched_to !== null) return <Card><NotFurther to={page.searched_to} href={pagerHrefs(PATH, raw, page.next).nextHref ?? PATH} /></Card>
  if (page.items.length === 0) return <Card>{FILTERS.some((name) => one(raw, name)) ? <NoMatch /> : <NothingYet />}</Card>
  // The first of two that are to be compared is chosen.
  const first = one(raw, 'with')
  const keep = { cursor: one(raw, 'cursor') ?? null, trail: one(raw, 'trail') ?? null }
  return (
    <Card flush className={cn(narrow && 'lg:sticky lg:top-16 lg:max-h-[calc(100dvh-5rem)] lg:overflow-y-auto')}>
      <ol aria-label="Events, newest first" className="flex flex-col">
        {page.items.map((event) => (
          <li key={event.id} className="border-b border-line">
            <Link
              href={first ? `${PATH}/compare?a=${encodeURIComponent(first)}&b=${event.id}` : hrefWith(PATH, raw, { event: event.id, tab: null, at: null, hop: null, ...keep })}
              scroll={false}
              data-event={event.id}
              aria-current={event.id === selected ? 'true' : undefined}
              className={cn(
                'flex items-start gap-3 px-4 py-2.5 transition-colors hover:bg-hover focus-visible:outline-offset-[-2px]!',
                event.id === selected && 'bg-selected hover:bg-selected',
                isStopped(event) && 'shadow-[inset_3px_0_0_var(--signal-solid)]',
              )}
            >
              <EventMark event={event} className="mt-0.5" />
              <span className="flex min-w-0 flex-col gap-0.5">
                <EventSentence parts={sentenceParts(event, false)} className="break-words" />
                <span className="flex flex-wrap gap-x-3 text-xs text-ink-3">
                  <TimeStamp value={event.at} style="relative" />
                  {event.imported ? <span>imported from {event.imported.title}</span> : null}
                  {event.outcome?.ms === undefined || event.outcome.ms === null ? null : <span>{duration(event.outcome.ms)}</span>}
                </span>
              </span>
            </Link>
          </li>
        ))}
      </ol>
      {page.searched_to === null ? null : (
        <p className="px-4 pt-2.5 text-sm text-ink-2">Not searched further back than <TimeStamp value={page.searched_to} />: what matches is rare among what is recorded. The next page goes on from there.</p>
      )}
      <Pager {...pagerHrefs(PATH, raw, page.next)} summary={`${page.items.length} ${page.items.length === 1 ? 'event' : 'events'}`} />
      <p className="border-t border-line px-4 py-2.5 text-xs text-ink-3">
        Not seen here: calls that do not pass an enforcement point, and what a tool does behind its answer.
      </p>
    </Card>
  )
}

const NoMatch = () => (
  <EmptyState because="no_match" title="Nothing recorded matches these filters" next={{ label: 'All events', href: PATH }}>
    <p>The filters above are all in force together.</p>
  </EmptyState>
)

/** Rare among what is recorded: it was looked for as long as a page may take. */
const NotFurther = ({ to, href }: Readonly<{ to: string; href: string }>) => (
  <EmptyState because="no_match" title="Nothing found so far" next={{ label: 'Search further back', href }}>
    <p>Not searched further back than <TimeStamp value={to} />: what matches is rare among what is recorded. A time, a person or an agent beside these filters makes it quicker.</p>
  </EmptyState>
)

const NothingYet = () => (
  <EmptyState because="nothing_yet" title="No agent has acted yet" next={{ label: 'Agents', href: '/agents' }}>
    <p>The first token that an agent asks for, and the first tool it calls through the gateway, will stand here. Calls that do not pass an enforcement point never do.</p>
  </EmptyState>
)
