import type { Metadata } from 'next'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Pager } from '@/components/ui/pager'
import { Card } from '@/components/ui/section'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import { one, pagerHrefs, type RawParams } from '@/lib/console/filters'
import { may, me } from '@/lib/console/me'
import { personNamed } from '@/lib/console/people'
import { read } from '@/lib/console/read'
import type { DrawSummary } from '@/lib/identity/audit/contract'
import { RefusedState } from '../../_components/refused-state'
import { MaturityTabs } from '../_components/maturity-tabs'
import { DrawForm, type Drawing } from './_components/draw-form'

export const metadata: Metadata = { title: 'Samples' }

const PATH = '/maturity/audit'
const DAYS = 30
const dayBefore = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)
const FIELDS = ['since', 'until', 'seed', 'size', 'show', 'person', 'agent', 'server', 'tool', 'result'] as const

/** Draw some events at random, follow each to its human, and say what was found. */
export default async function AuditPage({ searchParams }: Readonly<{ searchParams: Promise<RawParams> }>) {
  const raw = await searchParams
  const cursor = one(raw, 'cursor')
  const [who, draws, person] = await Promise.all([me(), read((api) => api.audit.list(cursor ? { cursor } : {})), personNamed(one(raw, 'person'))])
  const given: Drawing = Object.fromEntries(FIELDS.flatMap((name) => (one(raw, name) === undefined ? [] : [[name, one(raw, name)]])))
  const since = given.since ?? dayBefore(DAYS)
  return (
    <>
      <PageHeader title="Maturity" description="A sample of the record, drawn at random: each event is followed to the human whom it leads to, or to where the way ends." />
      <MaturityTabs />
      <div className="flex flex-col gap-6 pt-6">
        {may(who, 'audit.draw.make') ? (
          <Card title="Draw a sample" description="The seed is shown and recorded. With it, the filter, the period and the size of the log anybody draws the same events again.">
            <DrawForm key={JSON.stringify(given)} given={{ ...given, since }} person={person} />
          </Card>
        ) : null}
        <Card flush title="Samples">
          {!draws.ok ? (
            <RefusedState refusal={draws.refusal} what="samples" clearHref={PATH} />
          ) : draws.value.items.length === 0 ? (
            <EmptyState because="nothing_yet" title="Nothing was drawn yet">
              <p>The first sample stands here, with how much of it was looked at.</p>
            </EmptyState>
          ) : (
            <>
              <Samples draws={draws.value.items} />
              <Pager {...pagerHrefs(PATH, raw, draws.value.next)} summary={`${draws.value.items.length} samples`} />
            </>
          )}
        </Card>
      </div>
    </>
  )
}

const Samples = ({ draws }: Readonly<{ draws: readonly DrawSummary[] }>) => (
  <Table caption="Samples" stack>
    <THead>
      <Th>Seed</Th>
      <Th>Drawn</Th>
      <Th>By</Th>
      <Th numeric>Out of</Th>
      <Th numeric>Looked at</Th>
      <Th numeric>Not followed</Th>
    </THead>
    <TBody>
      {draws.map((draw) => (
        <Tr key={draw.id}>
          <Td lead>
            <TextLink href={`${PATH}/${draw.id}`} className="font-mono text-xs">
              {draw.seed}
            </TextLink>
          </Td>
          <Td label="Drawn" nowrap>
            <TimeStamp value={draw.drawn_at} />
          </Td>
          <Td label="By">
            <bdi>{draw.drawn_by.name}</bdi>
          </Td>
          <Td label="Out of" numeric>
            {draw.population.toLocaleString('en')}
          </Td>
          <Td label="Looked at" numeric nowrap>
            {draw.marked} of {draw.events}
          </Td>
          <Td label="Not followed" numeric>
            {draw.not_followed}
          </Td>
        </Tr>
      ))}
    </TBody>
  </Table>
)
