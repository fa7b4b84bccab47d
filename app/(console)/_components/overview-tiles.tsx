import type { ReactNode } from 'react'
import { StatGrid, StatTile } from '@/components/ui/stat-tile'
import type { MeView, Role } from '@/lib/identity/access/contract'
import type { DrillsView } from '@/lib/identity/drills/contract'
import type { OverviewView } from '@/lib/identity/overview/contract'

type Tile = 'agents' | 'mine' | 'drafts' | 'ownerless' | 'overdue' | 'suspended' | 'mandates' | 'points' | 'halt' | 'people' | 'denied'

/** What each role comes for, first. */
const ORDER: Record<Role, readonly Tile[]> = {
  admin: ['agents', 'ownerless', 'overdue', 'suspended', 'points', 'halt', 'drafts'],
  owner: ['mine', 'overdue', 'suspended', 'drafts', 'mandates', 'halt'],
  analyst: ['denied', 'suspended', 'points', 'halt', 'mandates', 'agents'],
  auditor: ['agents', 'ownerless', 'overdue', 'suspended', 'mandates', 'points', 'people'],
}

/** Every number opens the list that it counts. */
export function OverviewTiles({ view, who, lastMeasured }: Readonly<{ view: OverviewView; who: MeView; lastMeasured: DrillsView['last_measured'] }>) {
  const { agents, points } = view
  const haltMs = lastMeasured?.p99_ms ?? view.last_halt_ms
  const lost = points.total - points.connected
  const tiles: Record<Tile, ReactNode> = {
    agents: <StatTile key="agents" label="Agents" value={agents.total} href="/agents" note={`${agents.active} active`} />,
    mine: <StatTile key="mine" label="My agents" value={agents.mine} href={`/agents?person=${who.id}`} note="I own or sponsor them" />,
    drafts: <StatTile key="drafts" label="Drafts" value={agents.draft} href="/agents?status=draft" note="Wait to be approved by somebody else" />,
    ownerless: <StatTile key="ownerless" label="Without a live owner" value={view.ownerless} href="/maturity/facts/owned" tone={view.ownerless ? 'caution' : 'plain'} note={view.ownerless ? 'No token is issued to them' : 'Somebody answers for each'} />,
    overdue: <StatTile key="overdue" label="Reviews overdue" value={view.reviews_overdue} href="/maturity/facts/reviews_on_time" tone={view.reviews_overdue ? 'caution' : 'plain'} note="Active agents past their date" />,
    suspended: (
      <StatTile key="suspended" label="Suspended" value={agents.suspended} href="/agents?status=suspended" tone={agents.suspended ? 'signal' : 'plain'} note={`${view.orders_in_force} ${view.orders_in_force === 1 ? 'order' : 'orders'} in force`} />
    ),
    mandates: <StatTile key="mandates" label="Live mandates" value={view.live_mandates} href="/delegations/mandates?live=true" note="What people authorized" />,
    points: (
      <StatTile key="points" label="Points connected" value={points.connected} unit={`of ${points.total}`} href="/settings/points" tone={lost > 0 || points.total === 0 ? 'caution' : 'plain'} note={lost > 0 ? `${lost} without a lease: refusing everything` : points.total === 0 ? 'Nothing is enforced' : 'All hold a lease'} />
    ),
    halt: (
      <StatTile
        key="halt"
        label="Time to halt"
        value={haltMs === null ? null : Math.round(haltMs)}
        unit={lastMeasured ? 'ms p99' : 'ms'}
        href={lastMeasured ? '/containment/drills' : '/containment'}
        note={lastMeasured ? `${lastMeasured.points_proven} of ${lastMeasured.points_total} points proven by the last drill` : haltMs !== null ? 'Never drilled; last order, slowest receipt' : 'Never measured here'}
      />
    ),
    people: <StatTile key="people" label="People" value={view.people} href="/settings/people" note={`${view.people_active} with access`} />,
    denied: <StatTile key="denied" label="Denied in 24 hours" value={view.denied} href="/delegations?source=lanyard&result=denied&window=24h" note="Calls and tokens" />,
  }
  return <StatGrid label="Numbers">{ORDER[who.role ?? 'auditor'].map((tile) => tiles[tile])}</StatGrid>
}
