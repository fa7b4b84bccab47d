import type { Metadata } from 'next'
import { RadarChart } from '@/components/charts/radar-chart'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Card } from '@/components/ui/section'
import { StatGrid, StatTile } from '@/components/ui/stat-tile'
import { TimeStamp } from '@/components/ui/time-stamp'
import { may, me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import { SETS, type PostureSet, type PostureView } from '@/lib/identity/posture/contract'
import { RefusedState } from '../_components/refused-state'
import { DimensionTable } from './_components/dimension-table'
import { GapList } from './_components/gap-list'
import { FallNotices } from './_components/fall-notices'
import { FigureTable } from './_components/figure-table'
import { MaturityTabs } from './_components/maturity-tabs'
import { QuestionTable } from './_components/question-table'
import { ReportButton } from './_components/report-button'
import { PrintHead } from './_components/print-head'
import { UnknownList } from './_components/unknown-list'
import { WeekCard } from './_components/week-card'
import { deltaWords, findingOf, radarTitle } from './_components/words'

export const metadata: Metadata = { title: 'Maturity' }

const SET_WORD: Record<PostureSet, string> = { identity: 'Identity', operation: 'Operation' }

export default async function MaturityPage() {
  const [who, posture] = await Promise.all([me(), read((api) => api.posture.get({}))])
  return (
    <>
      <PageHeader title="Maturity" description="Computed from rows, not from answers to questions. Every number opens the rows that make it." actions={posture.ok && posture.value.state === 'computed' && may(who, 'posture.report') ? <ReportButton /> : null} />
      <MaturityTabs />
      <div className="pt-6">
        {!posture.ok ? <RefusedState refusal={posture.refusal} what="scores" clearHref="/maturity" /> : posture.value.state === 'computed' ? <Posture view={posture.value} mayDo={who.may} estate={who.tenant.name} /> : <NotYet state={posture.value.state} />}
      </div>
    </>
  )
}

function NotYet({ state }: Readonly<{ state: 'nothing_yet' | 'not_computed' }>) {
  return (
    <Card flush>
      {state === 'nothing_yet' ? (
        <EmptyState because="nothing_yet" title="Nothing yet" next={{ label: 'Register an agent', href: '/agents/register' }}>
          <p>No agent is registered, so there is nothing to score. That is not a score of nought.</p>
        </EmptyState>
      ) : (
        <EmptyState because="nothing_yet" title="Not computed yet" next={{ label: 'Look again', href: '/maturity' }}>
          <p>The first snapshot is on its way: the worker computes it within seconds.</p>
        </EmptyState>
      )}
    </Card>
  )
}

function Posture({ view, mayDo, estate }: Readonly<{ view: PostureView; mayDo: readonly string[]; estate: string }>) {
  const { finding, next } = findingOf(view)
  const facts = view.dimensions.flatMap((dimension) => dimension.facts)
  const unknown = facts.filter(({ state }) => state === 'unknown').length
  const before = view.before
  return (
    <div className="flex flex-col gap-6">
      <PrintHead estate={estate} takenAt={view.taken_at} />
      <div>
        <h2 className="text-lg font-semibold tracking-[-0.01em] text-ink">{finding}</h2>
        <p className="max-w-prose text-sm text-ink-2">
          {next} As of <TimeStamp value={view.taken_at} style="datetime" />.
        </p>
      </div>
      {view.falls.length > 0 ? <FallNotices falls={view.falls} /> : null}
      <StatGrid label="Scores">
        {SETS.map((set) => (
          <StatTile
            key={set}
            label={SET_WORD[set]}
            value={view.scores[set] === null ? null : Math.round(view.scores[set])}
            unit="of 100"
            href={`#${set}`}
            note={before ? `${deltaWords(view.scores[set], before.scores[set]) ?? 'not comparable'} since ${before.day}` : 'No day before to compare with'}
          />
        ))}
        <StatTile label="Gaps" value={view.gaps.length} href="#gaps" tone={view.gaps.length > 0 ? 'caution' : 'plain'} note="Short of their threshold" />
        <StatTile label="Not known" value={unknown} unit={`of ${facts.length} facts`} href="#unknown" tone={unknown > 0 ? 'caution' : 'plain'} note="They count for nothing, never for good" />
      </StatGrid>
      {before && !before.comparable ? <p className="text-sm text-caution">Definitions or weights changed since {before.day}: part of what moved is that.</p> : null}
      {SETS.map((set) => (
        <SetCard key={set} set={set} view={view} />
      ))}
      <Card id="gaps" flush title={view.gaps.length === 0 ? 'No gap that can be worked on' : 'What to do next'} description="Ordered by the risk that mending takes away, for the work that it takes.">
        {view.gaps.length === 0 ? <p className="px-4 pb-4 text-sm text-ink-2">Every fact that can be measured meets its threshold.</p> : <GapList gaps={view.gaps} dimensions={view.dimensions} may={mayDo} />}
      </Card>
      {view.week ? <WeekCard week={view.week} scores={view.scores} /> : null}
      <Card id="questions" flush title="Four questions" description="Of how many active agents each is answered. How many answers there are is itself a number, and no score.">
        <QuestionTable questions={view.questions} />
      </Card>
      <Card id="figures" flush title="Published figures" description="What others have published, beside what is measured here. Each says what it counts: most of theirs are shares of organisations, ours are of agents.">
        <FigureTable figures={view.figures} />
      </Card>
      <Card id="unknown" flush title="Not known" description="What cannot be measured adds nothing to a score and still weighs in it. This is what would have to exist.">
        <UnknownList dimensions={view.dimensions} />
      </Card>
    </div>
  )
}

function SetCard({ set, view }: Readonly<{ set: PostureSet; view: PostureView }>) {
  const dimensions = view.dimensions.filter((dimension) => dimension.set === set)
  const published = dimensions.some((dimension) => dimension.published !== null)
  return (
    <Card id={set} title={SET_WORD[set]} description={published ? 'The published profile is a vendor’s own assessments (audit trails 65, credential management 35, federation 30). It has no value for the other dimensions.' : undefined}>
      <div className="grid items-center gap-6 xl:grid-cols-2">
        <RadarChart
          title={radarTitle(dimensions)}
          subtitle="Score of 100 by dimension. One that is not known is at the centre, since it adds nothing, and its name says so"
          max={100}
          beforeLabel={view.before ? view.before.day : 'Before'}
          scores={dimensions.map(({ title, score, before, target, published: typical }) => ({ label: title, now: score, before, target, published: typical }))}
        />
        <DimensionTable caption={`${SET_WORD[set]} by dimension`} dimensions={dimensions} trend={view.trend} since={view.before?.day ?? null} />
      </div>
    </Card>
  )
}
