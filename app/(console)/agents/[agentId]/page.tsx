import type { Metadata } from 'next'
import { StatusBadge, isHalted } from '@/components/identity/status-badge'
import { CopyId } from '@/components/ui/copy-id'
import { PageHeader } from '@/components/ui/page-header'
import { Card } from '@/components/ui/section'
import { TextLink } from '@/components/ui/text-link'
import { may, me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import { AgentHalt } from '../../_components/agent-halt'
import { coversOf } from '../../_components/covers-of'
import { EventList } from '../../_components/event-list'
import { RefusedState } from '../../_components/refused-state'
import { Access } from './_components/access'
import { ContainedBy } from './_components/contained-by'
import { Credentials } from './_components/credentials'
import { DocumentView } from './_components/document-view'
import { FourQuestions } from './_components/four-questions'
import { Mandates } from './_components/mandates'
import { isOrphaned, NobodyLeft } from './_components/nobody-left'
import { Ownership } from './_components/ownership'
import { PublicCard } from './_components/public-card'
import { Reach } from './_components/reach'
import { RetireAgent } from './_components/retire-agent'
import { Retirement } from './_components/retirement'
import { WaitsForApproval } from './_components/waits-for-approval'

export const metadata: Metadata = { title: 'Agent' }

const EVENTS = 12
const MANDATES = 20

export default async function AgentPage({ params }: Readonly<{ params: Promise<{ agentId: string }> }>) {
  const { agentId } = await params
  const agent = await read((api) => api.agents.get({ agentId }))
  if (!agent.ok) return <RefusedState refusal={agent.refusal} what="agents" clearHref="/agents" />
  const view = agent.value
  const [who, coverage, mandates, events, figures, ownership, reviews, card, reach, offers] = await Promise.all([
    me(),
    read((api) => api.containment.preview({ agentId })),
    read((api) => api.mandates.list({ agentId, limit: MANDATES })),
    read((api) => api.events.list({ agent: agentId, limit: EVENTS })),
    read((api) => api.overview.halts({})),
    read((api) => api.ownership.get({ agentId })),
    read((api) => api.agentReviews.list({ agentId })),
    read((api) => api.cards.get({ agentId })),
    read((api) => api.reach.get({ agentId })),
    read((api) => api.mandates.offers({ agentId })),
  ])
  const retirement = view.status === 'retired' ? await read((api) => api.retirements.get({ agentId })) : null
  const answersForIt = view.owner.id === who.id || view.sponsor.id === who.id
  const mayRetire = may(who, 'registry.agent.retire') && (view.status !== 'retired' || retirement?.ok === false) && (who.role === 'admin' || answersForIt)
  const isLeft = ownership.ok && view.status !== 'retired' && isOrphaned(ownership.value)
  const mayHalt = may(who, 'containment.halt') && view.status !== 'retired' && view.status !== 'draft'
  const covers = coverage.ok ? coversOf(coverage.value) : null
  const halted = isHalted(view.status)
  const below = covers ? covers.agents - 1 : 0

  return (
    <>
      <PageHeader
        trail={[{ label: 'Agents', href: '/agents' }]}
        title={<bdi>{view.name}</bdi>}
        aside={
          <>
            <StatusBadge status={view.status} />
            <CopyId value={view.id} label="agent id" />
          </>
        }
        description={view.purpose}
        actions={
          <span className="flex flex-col items-end gap-1 max-sm:items-start">
            <span className="flex flex-wrap items-center justify-end gap-2 max-sm:flex-row-reverse">
              {mayRetire && !isLeft ? <RetireAgent agent={{ id: view.id, name: view.name }} variant="secondary" /> : null}
              {mayHalt ? <AgentHalt agent={{ id: view.id, name: view.name }} covers={covers} halted={halted} /> : null}
            </span>
            {!mayHalt || halted || !covers ? null : (
              <span className="text-xs text-ink-3">
                Covers it{below > 0 ? ` and ${below} below` : ''}, {covers.tokens} live {covers.tokens === 1 ? 'token' : 'tokens'}, {covers.callsInFlight} in flight
              </span>
            )}
          </span>
        }
      />
      <div className="flex flex-col gap-6">
        {retirement?.ok ? <Retirement initial={retirement.value} mayTryAgain={may(who, 'registry.retirement.try_again')} /> : null}
        {ownership.ok && isLeft ? <NobodyLeft ownership={ownership.value} mayRetire={mayRetire} /> : null}
        <WaitsForApproval agent={view} />
        <ContainedBy agent={view} me={{ id: who.id, mayRestore: may(who, 'containment.restore') && view.status !== 'retired', mayExplain: may(who, 'containment.explain'), byPasskey: who.tenant.kind !== 'sample' }} />
        <FourQuestions agent={view} lastReview={reviews.ok ? (reviews.value.items.find(({ outcome_by }) => outcome_by === 'review') ?? null) : null} lastHaltMs={figures.ok ? figures.value.last_halt_ms : null} />
        <div className="grid gap-6 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          <div className="flex min-w-0 flex-col gap-6">
            <Access agent={view} />
            {reach.ok && view.status !== 'retired' ? <Reach reach={reach.value} /> : null}
            <Mandates agent={view} mandates={mandates.ok ? mandates.value.items : null} offers={offers.ok ? offers.value : []} mayGive={view.sponsor.id === who.id && may(who, 'delegation.mandate.give_standing') && view.status === 'active'} mayWithdraw={may(who, 'delegation.mandate.withdraw')} />
            <Card title="Activity" flush description="It, and everything below it." actions={<TextLink href={`/delegations?agent=${view.id}`} className="text-sm">All of it</TextLink>}>
              {events.ok && events.value.items.length > 0 ? (
                <EventList label="Activity" events={events.value.items} href={(event) => `/delegations?agent=${view.id}&event=${event.id}`} />
              ) : (
                <p className="px-4 pb-4 text-sm text-ink-2">{events.ok ? 'It has asked for no token and called no tool yet.' : 'Its activity is not yours to see.'}</p>
              )}
            </Card>
          </div>
          <div className="flex min-w-0 flex-col gap-6">
            <DocumentView agent={view} />
            {ownership.ok ? <Ownership ownership={ownership.value} me={who.id} retired={view.status === 'retired'} /> : null}
            <Credentials agent={view} />
            {card.ok && view.status !== 'retired' ? <PublicCard view={card.value} mayPublish={may(who, 'registry.card.publish')} /> : null}
          </div>
        </div>
      </div>
    </>
  )
}
