import type { Metadata } from 'next'
import { EventSentence } from '@/components/identity/event-sentence'
import { EmptyState } from '@/components/ui/empty-state'
import { Link } from '@/components/ui/link'
import { PageHeader } from '@/components/ui/page-header'
import { Card } from '@/components/ui/section'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import { read } from '@/lib/console/read'
import type { EventRow } from '@/lib/identity/ledger/contract'
import { duration } from '../../../_components/duration'
import { EventMark } from '../../../_components/event-mark'
import { RefusedState } from '../../../_components/refused-state'
import { sentenceParts } from '../../../_components/sentence-parts'

export const metadata: Metadata = { title: 'Sequence' }

/** More of them do not stand side by side: the agent is named in each line instead. */
const LANES_MAX = 6

/** One task from its beginning: every call under one hop from the human, in order, each in the lane of whoever made it. */
export default async function SequencePage({ params }: Readonly<{ params: Promise<{ delegationId: string }> }>) {
  const { delegationId } = await params
  const found = await read((api) => api.delegations.sequence({ delegationId }))
  if (!found.ok) return <RefusedState refusal={found.refusal} what="calls" clearHref="/delegations" />
  const { root, events, purpose, truncated } = found.value
  const lanes = lanesOf(events)
  const began = events[0]?.at
  return (
    <>
      <PageHeader
        trail={[{ label: 'Delegations', href: '/delegations' }]}
        title="Sequence"
        description={<>What was done in the name of <TextLink href={`/delegations?person=${root.id}`}><bdi>{root.name}</bdi></TextLink>{purpose ? <> because “{purpose}”</> : null}: call by call, across {lanes.length} {lanes.length === 1 ? 'agent' : 'agents'}.</>}
      />
      {events.length === 0 || !began ? (
        <Card>
          <EmptyState because="nothing_yet" title="No tool was called under it" next={{ label: 'All events', href: '/delegations' }}>
            <p>The token was issued, and no enforcement point has seen a call with it or with one below it.</p>
          </EmptyState>
        </Card>
      ) : (
        <Card flush>
          <ol aria-label="Calls, in order" className="flex flex-col">
            {events.map((event) => (
              <li key={event.id} className="flex items-stretch border-b border-line hover:bg-hover">
                <Lanes lanes={lanes} of={actorOf(event)} />
                <Link href={`/delegations?event=${event.id}`} className="flex min-w-0 grow items-start gap-3 px-4 py-2.5 focus-visible:outline-offset-[-2px]!">
                  <EventMark event={event} className="mt-0.5" />
                  <span className="flex min-w-0 flex-col gap-0.5">
                    <EventSentence parts={sentenceParts(event, false)} className="break-words" />
                    <span className="flex flex-wrap gap-x-3 text-xs text-ink-3">
                      <span className="tabular">+{duration(Date.parse(event.at) - Date.parse(began))}</span>
                      <TimeStamp value={event.at} />
                      {event.outcome?.ms === undefined || event.outcome.ms === null ? null : <span>took {duration(event.outcome.ms)}</span>}
                    </span>
                  </span>
                </Link>
              </li>
            ))}
          </ol>
          {truncated ? <p className="border-b border-line px-4 py-2.5 text-xs text-caution">Truncated: there are more calls than these first {events.length}.</p> : null}
          <p className="px-4 py-2.5 text-xs text-ink-3">Not seen here: calls that do not pass an enforcement point, and what a tool does behind its answer.</p>
        </Card>
      )}
    </>
  )
}

type Lane = { id: string; name: string; depth: number }
const actorOf = (event: EventRow): string | undefined => event.chain.at(-1)?.id

/** Whoever called, those nearer to the human first. */
function lanesOf(events: readonly EventRow[]): Lane[] {
  const lanes = new Map<string, Lane>()
  for (const { chain } of events) {
    const last = chain.at(-1)
    if (last && !lanes.has(last.id)) lanes.set(last.id, { ...last, depth: chain.length })
  }
  return [...lanes.values()].sort((a, b) => a.depth - b.depth)
}

/** A line for each agent, with a mark where it is the one that called; the sentence names it for whoever does not see it. */
function Lanes({ lanes, of }: Readonly<{ lanes: readonly Lane[]; of: string | undefined }>) {
  if (lanes.length > LANES_MAX || lanes.length < 2) return null
  return (
    <span aria-hidden="true" className="flex shrink-0 pl-2 max-sm:pl-1">
      {lanes.map((lane) => (
        <span key={lane.id} title={lane.name} className="relative w-6 max-sm:w-3.5">
          <span className="absolute inset-y-0 left-1/2 w-px bg-line" />
          {lane.id === of ? <span className="absolute left-1/2 top-4 size-2.5 -translate-x-1/2 rounded-full bg-ink" /> : null}
        </span>
      ))}
    </span>
  )
}
