import { Prisma, type Agent } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { RISK_LEVELS } from '@/lib/kernel/risk-levels'
import type { Actor } from '../../actor'
import type { OwnershipView } from '../ownership-contract'
import { lapseView } from './lapse-view'
import { peopleAnswering, peopleNeeded } from './people-needed'
import { successorsOf } from './successors'
import { transferViews } from './transfer-views'

const TRANSFERS_SHOWN = 10

export const answersFor = (actor: Actor, agent: Pick<Agent, 'ownerId' | 'sponsorId'>): boolean =>
  actor.kind === 'root' || (actor.kind === 'person' && (actor.role === 'admin' || actor.id === agent.ownerId || actor.id === agent.sponsorId))

async function teamOf(tx: Pick<Tx, '$queryRaw'>, { tenantId, team }: Agent): Promise<string | null> {
  if (team === null) return null
  const [row] = asRows<{ id: string }>(await tx.$queryRaw`select id from team where tenant_id = ${tenantId}::uuid and lower(name) = lower(${team})`)
  return row?.id ?? null
}

export async function ownershipView(tx: Pick<Tx, '$queryRaw' | 'lapseRule' | 'lapseNotice'>, actor: Actor, agent: Agent): Promise<OwnershipView> {
  const people = asRows<{ id: string; name: string; active: boolean }>(
    await tx.$queryRaw`select id, name, status = 'active' as active from person where tenant_id = ${agent.tenantId}::uuid and id in (${agent.ownerId}::uuid, ${agent.sponsorId}::uuid)`,
  )
  const person = (id: string) => people.find((one) => one.id === id) ?? { id, name: 'somebody unknown', active: false }
  const deputies = asRows<{ id: string; name: string }>(
    await tx.$queryRaw`
      select p.id, p.name from agent_deputy d join person p on p.id = d.person_id
      where d.tenant_id = ${agent.tenantId}::uuid and d.agent_id = ${agent.id}::uuid order by d.position`,
  )
  return {
    agent: { id: agent.id, name: agent.name },
    owner: person(agent.ownerId),
    sponsor: person(agent.sponsorId),
    team: agent.team,
    team_id: await teamOf(tx, agent),
    deputies,
    follows_owner: await successorsOf(tx, agent, agent.ownerId),
    follows_sponsor: await successorsOf(tx, agent, agent.sponsorId),
    transfers: await transferViews(tx, Prisma.sql`t.tenant_id = ${agent.tenantId}::uuid and t.agent_id = ${agent.id}::uuid`, TRANSFERS_SHOWN),
    people: { named: await peopleAnswering(tx, agent.id), needed: await peopleNeeded(tx, agent.tenantId, RISK_LEVELS.find((level) => level === agent.riskLevel) ?? 'critical') },
    lapse: await lapseView(tx, actor, agent),
    may_change: agent.state !== 'retired' && answersFor(actor, agent) && (actor.kind !== 'person' || actor.role === 'admin' || actor.role === 'owner'),
  }
}
