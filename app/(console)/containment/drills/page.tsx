import type { Metadata } from 'next'
import { DrillTrend } from '@/components/charts/drill-trend'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Card, Section } from '@/components/ui/section'
import { StatGrid, StatTile } from '@/components/ui/stat-tile'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import { may, me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import { FIRST_AFTER_SECONDS, type DrillsView, type DrillView, type ProbeView } from '@/lib/identity/drills/contract'
import { RefusedState } from '../../_components/refused-state'
import { ContainmentTabs } from '../_components/containment-tabs'
import { DrillFindings } from '../_components/drill-findings'
import { RunDrill } from '../_components/run-drill'
import { SelfTest } from '../_components/self-test'

export const metadata: Metadata = { title: 'Drills' }

const PATH = '/containment/drills'
const FOUND = { refused: 'refused', never_refused: 'did not refuse', no_answer: 'no answer', not_proven: 'not proven' } as const
const ms = (value: number | null): string => (value === null ? 'not measured' : `${Math.round(value)} ms`)

export default async function DrillsPage() {
  const [who, answer] = await Promise.all([me(), read((api) => api.containment.drills({}))])
  return (
    <>
      <PageHeader title="Drills" description="Agents of Lanyard’s own are halted, and every enforcement point is called until it refuses. What was measured is kept; what could not be is said." />
      <ContainmentTabs current={PATH} />
      <div className="pt-6">{answer.ok ? <Drills view={answer.value} mayStart={may(who, 'containment.drill.start')} /> : <RefusedState refusal={answer.refusal} what="drills" clearHref="/containment" />}</div>
    </>
  )
}

function Drills({ view, mayStart }: Readonly<{ view: DrillsView; mayStart: boolean }>) {
  const { drills, last_measured: last, points, findings } = view
  const ended = drills.filter(({ state }) => state === 'done')
  const running = drills.find(({ state }) => state !== 'done')
  const never = points.filter(({ proven }) => proven === 0)
  return (
    <div className="flex flex-col gap-6">
      <DrillFindings findings={findings} />
      <StatGrid label="What the drills say">
        <StatTile label="Order to refusal" value={last ? Math.round(last.p99_ms) : null} unit="ms p99" note={last ? <>Measured <TimeStamp value={last.at} style="relative" /></> : 'Never measured'} />
        <StatTile label="Points proven" value={last ? last.points_proven : null} unit={last ? `of ${last.points_total}` : ''} tone={last && last.points_proven < last.points_total ? 'caution' : 'plain'} note="By the last drill that measured" />
        <StatTile label="Never proven" value={never.length} unit={`of ${points.length}`} tone={never.length > 0 ? 'caution' : 'plain'} note={never.map(({ name }) => name).join(', ') || (points.length > 0 ? 'Every point has refused in a drill' : 'No point is enrolled')} />
      </StatGrid>
      <div className="flex flex-wrap items-start justify-between gap-4">
        <RunDrill key={running?.id ?? 'none'} running={running?.id ?? null} mayStart={mayStart} />
        <p className="text-sm text-ink-2">{dueText(view.every_seconds, drills.length > 0)}</p>
      </div>
      <Section title="Self-test" description="Asks every point over the route that an order takes, with a value that your browser chooses. It halts nobody. “Not known” is an answer.">
        <SelfTest />
      </Section>
      {ended.length === 0 ? (
        <Card flush>
          <EmptyState because="nothing_yet" title="No drill has ended yet">
            <p>So nobody has measured how long a halt takes here, or whether every point obeys one.</p>
          </EmptyState>
        </Card>
      ) : (
        <>
          {/* One point is no trend: its numbers stand above. */}
          {ended.length === 1 ? null : <DrillTrend title={trendTitle(ended)} drills={[...ended].reverse().map((drill) => ({ at: drill.ended_at ?? drill.asked_at, p50: drill.p50_ms, p99: drill.p99_ms, proven: drill.points_proven ?? 0, total: drill.points_total ?? 0, passed: drill.outcome === 'passed' }))} />}
          <Section title="By enforcement point" description={`Over ${ended.length === 1 ? 'the last drill' : `the last ${ended.length} drills`}, with every token that was held there.`}>
            <PointTable points={points} />
          </Section>
          <Section title={`The last drill ${ended[0]?.outcome === 'passed' ? 'passed' : 'failed'}`} description={ended[0]?.problem ?? 'Every place that let a call through before the order refused it afterwards.'}>
            <LastDrill drill={ended[0] as DrillView} />
          </Section>
        </>
      )}
    </div>
  )
}

function PointTable({ points }: Readonly<{ points: DrillsView['points'] }>) {
  return (
    <Table caption="Enforcement points, and how fast each refused in drills" stack>
      <THead>
        <Th>Enforcement point</Th>
        <Th numeric>Proven in</Th>
        <Th numeric>p50</Th>
        <Th numeric>p99</Th>
        <Th>Last proven</Th>
      </THead>
      <TBody>
        {points.map((point) => (
          <Tr key={point.point_id}>
            <Td label="Point">{point.name}</Td>
            <Td label="Proven in" numeric>
              {point.proven} of {point.drills}
            </Td>
            <Td label="p50" numeric>{ms(point.p50_ms)}</Td>
            <Td label="p99" numeric>{ms(point.p99_ms)}</Td>
            <Td label="Last proven">{point.last_proven_at ? <TimeStamp value={point.last_proven_at} style="relative" /> : <span className="text-caution">never</span>}</Td>
          </Tr>
        ))}
      </TBody>
    </Table>
  )
}

function LastDrill({ drill }: Readonly<{ drill: DrillView }>) {
  return (
    <div className="flex flex-col gap-2">
      <Table caption="Every place that the last drill called" stack>
        <THead>
          <Th>Place</Th>
          <Th>Found</Th>
          <Th>Order to refusal</Th>
          <Th numeric>Receipt</Th>
          <Th numeric>Calls</Th>
          <Th>Detail</Th>
        </THead>
        <TBody>
          {drill.probes.map((probe) => (
            <Tr key={probe.place}>
              <Td label="Place">{probe.name}</Td>
              <Td label="Found">
                <Found state={probe.state} />
              </Td>
              <Td label="Order to refusal">{probe.samples.length > 0 ? probe.samples.map((sample) => `${Math.round(sample)}`).join(', ') + ' ms' : 'not measured'}</Td>
              <Td label="Receipt" numeric>
                {probe.kind === 'grant' ? 'none due' : ms(probe.receipt_ms)}
              </Td>
              <Td label="Calls" numeric>
                {probe.calls}
              </Td>
              <Td label="Detail" className="max-w-80 break-words">
                {probe.detail}
              </Td>
            </Tr>
          ))}
        </TBody>
      </Table>
      <p className="text-sm text-ink-2">
        Asked for by <bdi>{drill.asked_by.name}</bdi>, <TimeStamp value={drill.asked_at} />. {drill.order_id ? <TextLink href={`/containment/${drill.order_id}`}>The order, with its receipts</TextLink> : null}
      </p>
    </div>
  )
}

function Found({ state }: Readonly<{ state: ProbeView['state'] }>) {
  const tone = state === 'refused' ? '' : state === 'not_proven' ? 'text-caution' : 'font-medium text-signal'
  return <span className={tone}>{FOUND[state]}</span>
}

/** The finding as a sentence: what the last one says, and against what. */
function trendTitle(ended: readonly DrillView[]): string {
  const measured = ended.flatMap(({ p99_ms }) => p99_ms ?? [])
  const [last, ...before] = measured
  if (last === undefined) return 'No drill has measured a refusal yet'
  if (before.length === 0) return `The first measured drill took ${Math.round(last)} ms at p99`
  const worst = Math.max(...before)
  return last > worst ? `Slower than ever before: ${Math.round(last)} ms at p99` : `${Math.round(last)} ms at p99; the slowest before was ${Math.round(worst)} ms`
}

/** The first comes sooner than the interval, so that nobody waits a day to know. */
function dueText(everySeconds: number | null, begun: boolean): string {
  if (everySeconds === null) return 'Drills are started by hand alone.'
  const every = `one every ${dueWords(everySeconds)}`
  return begun ? `The worker runs ${every}.` : `The worker runs the first ${dueWords(Math.min(everySeconds, FIRST_AFTER_SECONDS))} after the beginning, then ${every}.`
}

function dueWords(seconds: number): string {
  const [size, one, many] = seconds % 86_400 === 0 ? [86_400, 'day', 'days'] : seconds % 3_600 === 0 ? [3_600, 'hour', 'hours'] : seconds % 60 === 0 ? [60, 'minute', 'minutes'] : [1, 'second', 'seconds']
  const count = seconds / size
  return count === 1 ? one : `${count} ${many}`
}
