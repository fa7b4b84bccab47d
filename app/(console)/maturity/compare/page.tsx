import type { Metadata } from 'next'
import { GroupBars } from '@/components/charts/group-bars'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Card } from '@/components/ui/section'
import { LinkTabs } from '@/components/ui/tabs'
import { TimeStamp } from '@/components/ui/time-stamp'
import { one, type RawParams } from '@/lib/console/filters'
import { read } from '@/lib/console/read'
import { COMPARED_BY, type CompareView } from '@/lib/identity/posture/contract'
import { RefusedState } from '../../_components/refused-state'
import { MaturityTabs } from '../_components/maturity-tabs'
import { GroupFacts } from './_components/group-facts'
import { GroupTable } from './_components/group-table'
import { compareFinding, nameOf } from './_components/compare-words'

export const metadata: Metadata = { title: 'Compare' }

const PATH = '/maturity/compare'
const LABEL = { team: 'By team', platform: 'By platform', risk: 'By risk' } as const

export default async function ComparePage({ searchParams }: Readonly<{ searchParams: Promise<RawParams> }>) {
  const raw = await searchParams
  const by = COMPARED_BY.find((each) => each === one(raw, 'by')) ?? 'team'
  const found = await read((api) => api.posture.compare({ by }))
  const group = one(raw, 'group')
  return (
    <>
      <PageHeader title="Maturity" description="What can be measured of agents, group by group. It is about who needs help, and no table of guilt." />
      <MaturityTabs />
      <div className="flex flex-col gap-6 pt-4">
        <LinkTabs label="Compare" current={`${PATH}?by=${by}`} tabs={COMPARED_BY.map((each) => ({ href: `${PATH}?by=${each}`, label: LABEL[each] }))} />
        {!found.ok ? (
          <RefusedState refusal={found.refusal} what="groups" clearHref={PATH} />
        ) : found.value.groups.length === 0 ? (
          <Card flush>
            <EmptyState because="nothing_yet" title={found.value.taken_at ? 'Nothing to compare' : 'Not computed yet'} next={{ label: 'Where we stand', href: '/maturity' }}>
              <p>{found.value.taken_at ? 'No agent is active.' : 'The worker compares groups with the next snapshot.'}</p>
            </EmptyState>
          </Card>
        ) : (
          <Compared view={found.value} open={group} />
        )}
      </div>
    </>
  )
}

function Compared({ view, open }: Readonly<{ view: CompareView; open: string | undefined }>) {
  const { by, groups, left_out, ranked_min, taken_at } = view
  const shown = open === undefined ? undefined : groups.find(({ of }) => (of ?? '-') === open)
  return (
    <>
      <Card>
        <GroupBars
          title={compareFinding(view)}
          subtitle={by === 'risk' ? 'Weighted share of what is good, of 100. Risk levels are not ranked: more is asked of some' : 'Weighted share of what is good, of 100; the line is what agents of the same risk reach in the whole estate'}
          groups={groups.map((group) => ({ label: nameOf(by, group.of), score: group.score, expected: group.expected, note: `${group.agents} ${group.agents === 1 ? 'agent' : 'agents'}${group.small ? ', too few to rank' : ''}` }))}
        />
      </Card>
      <Card flush title="Groups" description={`Held against agents of the same risk levels in the whole estate, so that hard cases count against nobody. Fewer than ${ranked_min} agents are shown and not ranked: one agent would move them too far.`}>
        <GroupTable view={view} />
        {left_out.groups > 0 ? <p className="border-t border-line px-4 py-2 text-sm text-ink-2">{`${left_out.groups} smaller groups with ${left_out.agents} agents are not shown.`}</p> : null}
      </Card>
      {shown ? <GroupFacts by={by} group={shown} /> : null}
      <p className="text-xs text-ink-3">
        As of <TimeStamp value={taken_at} style="datetime" />. Only facts that are about single agents are in it; what is nobody’s in particular (the log, drills, points) is not.
      </p>
    </>
  )
}
