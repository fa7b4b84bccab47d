import { CallsChart } from '@/components/charts/calls-chart'
import { Card } from '@/components/ui/section'
import { TextLink } from '@/components/ui/text-link'
import type { MeView } from '@/lib/identity/access/contract'
import { may } from '@/lib/console/me'
import { myReviews } from '@/lib/console/my-reviews'
import { read } from '@/lib/console/read'
import { sampleHere } from '@/lib/console/sample'
import { FallNotices } from '../maturity/_components/fall-notices'
import { DrillFindings } from '../containment/_components/drill-findings'
import { callsFinding } from './calls-finding'
import { EventList } from './event-list'
import { FirstSteps } from './first-steps'
import { MyWork } from './my-work'
import { OverviewTiles } from './overview-tiles'
import { PostureLine } from './posture-line'
import { RefusedState } from './refused-state'

/** Orders in force that are looked through for one that waits for a signature. */
const ORDERS = 50

/** All that the overview counts and lists; it follows the page's frame, which waits for none of it. */
export async function OverviewBody({ who }: Readonly<{ who: MeView }>) {
  const [overview, sample, drills, posture, reviews, answers, requests, orders, offers] = await Promise.all([
    read((api) => api.overview.get({})),
    sampleHere(),
    read((api) => api.containment.drills({})),
    read((api) => api.posture.line({})),
    myReviews(),
    read((api) => api.ownership.answers({})),
    may(who, 'containment.confirm') ? read((api) => api.containment.requests({})) : null,
    may(who, 'containment.restore.sign') ? read((api) => api.containment.list({ active: 'true', limit: ORDERS })) : null,
    read((api) => api.mandates.offers({ mine: 'true' })),
  ])
  if (!overview.ok) return <RefusedState refusal={overview.refusal} what="numbers" clearHref="/" />
  const view = overview.value
  return (
    <div className="flex flex-col gap-6">
      <MyWork
        me={who.id}
        reviews={reviews.ok ? reviews.value : null}
        answers={answers.ok ? answers.value : null}
        offers={offers.ok ? offers.value : []}
        requests={requests?.ok ? requests.value : null}
        orders={orders?.ok ? orders.value.items : null}
      />
      {drills.ok ? <DrillFindings findings={drills.value.findings} link /> : null}
      {posture.ok && who.role === 'admin' && posture.value.falls.length > 0 ? <FallNotices falls={posture.value.falls} /> : null}
      <div className="flex flex-col gap-2">
        <OverviewTiles view={view} who={who} lastMeasured={drills.ok ? drills.value.last_measured : null} />
        {posture.ok ? <PostureLine line={posture.value} /> : null}
      </div>
      {view.agents.total === 0 ? <FirstSteps mayRegister={may(who, 'registry.agent.register')} sample={sample?.may_open && who.tenant.kind !== 'sample' && may(who, 'sample.open') ? sample : null} /> : null}
      <Card>
        <CallsChart
          title={callsFinding(view.calls)}
          subtitle="Tool calls by hour, last 24 hours"
          buckets={view.calls.map(({ hour, allowed, denied }) => ({ at: hour, allowed, denied }))}
        />
      </Card>
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <Card title="Latest denials" flush description="Drills, which are refused on purpose, are left out." actions={<TextLink href="/delegations?source=lanyard&result=denied" className="text-sm">All denials</TextLink>}>
          {view.latest_denials.length === 0 ? (
            <p className="px-4 pb-4 text-sm text-ink-2">Nothing was denied so far.</p>
          ) : (
            <EventList label="Latest denials" events={view.latest_denials} href={(event) => `/delegations?source=lanyard&result=denied&event=${event.id}`} />
          )}
        </Card>
        <Card title="Latest events" flush actions={<TextLink href="/delegations" className="text-sm">All events</TextLink>}>
          {view.latest_events.length === 0 ? (
            <p className="px-4 pb-4 text-sm text-ink-2">No agent has acted yet.</p>
          ) : (
            <EventList label="Latest events" events={view.latest_events} href={(event) => `/delegations?event=${event.id}`} />
          )}
        </Card>
      </div>
    </div>
  )
}
