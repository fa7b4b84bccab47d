import { Prisma } from '@/generated/prisma/client'
import { STATUS_SQL } from '@/lib/db/agent-status'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { parseId, trustedId } from '@/lib/kernel/ids'
import type { Actor } from '../actor'
import { decide } from '../access/decide'
import { findWithDraft, isStale, riskOf, separationOf } from './internal/drafts'
import { lapseRule, standing, tellableSql } from './internal/lapsing'
import { namesOf } from './internal/people-named'
import { query } from './internal/tables'
import { transferViews } from './internal/transfer-views'
import { LAPSE_KINDS, type LapseNumbers } from './lapse-contract'
import { AnswersInput, type AnswersView } from './ownership-contract'

const AGENTS_SHOWN = 200
const DRAFTS_READ = 100
const TRANSFERS_SHOWN = 100

type PersonRow = { id: string; name: string; role: Extract<Actor, { kind: 'person' }>['role']; active: boolean; manager_id: string | null; manager_name: string | null }
type AgentRow = { id: string; name: string; status: string; risk_level: string; as_owner: boolean; as_sponsor: boolean; as_deputy: boolean; followed: boolean; next_review_at: Date; created_at: Date; confirmed_at: Date | null; last_active_at: Date | null; to_confirm: number }

/** What a person answers for and what needs them; one's own, unless another is named. */
export const getAnswers = query({
  name: 'registry.answers.get',
  input: AnswersInput,
  answer: async (tx, { actor, input }): Promise<AnswersView | null> => {
    const { tenantId } = actor
    const personId = input.person ?? parseId<'person'>(actor.id)
    if (!personId) return nobody(actor)
    const [person] = asRows<PersonRow>(
      await tx.$queryRaw`
        select p.id, p.name, p.role, p.status = 'active' as active, m.id as manager_id, m.name as manager_name
        from person p left join person m on m.id = p.manager_id where p.tenant_id = ${tenantId}::uuid and p.id = ${personId}::uuid`,
    )
    if (!person) return null
    const { numbers } = await lapseRule(tx, tenantId)
    const now = new Date()
    const agents = await agentsOf(tx, tenantId, personId, dueSql(numbers, now))
    const lapse = await soonestLapses(tx, tenantId, agents, numbers, now)
    const transfers = await transferViews(tx, Prisma.sql`t.tenant_id = ${tenantId}::uuid and t.to_id = ${personId}::uuid and t.state = 'requested' and t.expires_at > now()`, TRANSFERS_SHOWN + 1)
    const whose: Actor = { kind: 'person', tenantId, id: trustedId(person.id), name: person.name, role: person.role, session: 'read' }
    return {
      person: { id: person.id, name: person.name, active: person.active, manager: person.manager_id === null ? null : { id: person.manager_id, name: person.manager_name ?? '' } },
      agents: agents.slice(0, AGENTS_SHOWN).map((row) => ({
        id: row.id,
        name: row.name,
        status: row.status,
        risk_level: row.risk_level,
        as: [...(row.as_owner ? ['owner' as const] : []), ...(row.as_sponsor ? ['sponsor' as const] : []), ...(row.as_deputy ? ['deputy' as const] : [])],
        without_successor: (row.as_owner || row.as_sponsor) && !row.followed,
        next_review_at: row.next_review_at.toISOString(),
        lapse: lapse(row),
      })),
      more: agents.length > AGENTS_SHOWN,
      to_confirm: agents[0]?.to_confirm ?? 0,
      transfers: transfers.slice(0, TRANSFERS_SHOWN),
      transfers_more: transfers.length > TRANSFERS_SHOWN,
      drafts: person.active ? await draftsFor(tx, whose) : [],
    }
  },
})

/** The root token answers for nothing: it is nobody. */
const nobody = (actor: Actor): AnswersView => ({ person: { id: actor.id, name: actor.name, active: true, manager: null }, agents: [], more: false, to_confirm: 0, transfers: [], transfers_more: false, drafts: [] })

/** Whether `agent a` waits to be confirmed: what `standing` does not call fine, of one that acts. */
function dueSql(numbers: LapseNumbers, now: Date): Prisma.Sql {
  const kinds = LAPSE_KINDS.filter((kind) => numbers[kind]).map((kind) => tellableSql(kind, numbers, now))
  return kinds.length === 0 ? Prisma.sql`false` : Prisma.sql`((${Prisma.join(kinds, ' or ')}) and ${STATUS_SQL} = 'active')`
}

/**
 * Those that wait to be confirmed first, then those without anybody to follow, then by name. What is asked of every agent of
 * somebody with thousands is asked as a set, which is read once; a status only of those that are shown or due. Each way to answer
 * for one has an index, which `or` would keep from being used. Agents of drills are in the name of an administrator and nobody's to look after.
 */
async function agentsOf(tx: Pick<Tx, '$queryRaw'>, tenantId: string, personId: string, due: Prisma.Sql): Promise<AgentRow[]> {
  const others = Prisma.sql`p.tenant_id = ${tenantId}::uuid and p.status = 'active' and p.id <> ${personId}::uuid`
  return asRows<AgentRow>(
    await tx.$queryRaw`
      with deputy as materialized (select d.agent_id from agent_deputy d where d.tenant_id = ${tenantId}::uuid and d.person_id = ${personId}::uuid),
      answered as (
        select a.id from agent a where a.tenant_id = ${tenantId}::uuid and a.owner_id = ${personId}::uuid
        union select a.id from agent a where a.tenant_id = ${tenantId}::uuid and a.sponsor_id = ${personId}::uuid
        union select agent_id from deputy
      ), mine as materialized (
        select a.id, a.name, ${due} as due,
          (exists (select from person p where ${others} and p.id = (select l.manager_id from person l where l.id = ${personId}::uuid))
            or a.id in (select d.agent_id from agent_deputy d join person p on p.id = d.person_id where ${others})
            or (a.team is not null and lower(a.team) in (select lower(t.name) from team t join person p on p.id = t.lead_id where t.tenant_id = ${tenantId}::uuid and ${others}))) as followed
        from answered join agent a on a.id = answered.id and a.tenant_id = ${tenantId}::uuid where a.state <> 'retired' and a.registered_by <> 'containment.drill'
      ), shown as (select * from mine order by due desc, followed, name, id limit ${AGENTS_SHOWN + 1})
      select a.id, a.name, ${STATUS_SQL} as status, a.risk_level, a.next_review_at, a.created_at, a.confirmed_at, a.last_active_at, a.owner_id = ${personId}::uuid as as_owner, a.sponsor_id = ${personId}::uuid as as_sponsor,
        a.id in (select agent_id from deputy) as as_deputy, shown.followed, (select count(*)::int from mine where due) as to_confirm
      from shown join agent a on a.id = shown.id order by shown.due desc, shown.followed, a.name, a.id`,
  )
}

/** Of each agent that acts, what follows first where nobody confirms it. */
async function soonestLapses(tx: Pick<Tx, 'lapseNotice'>, tenantId: string, agents: readonly AgentRow[], numbers: LapseNumbers, now: Date): Promise<(agent: AgentRow) => AnswersView['agents'][number]['lapse']> {
  const notices = numbers.reconfirm || numbers.inactive ? await tx.lapseNotice.findMany({ where: { tenantId, agentId: { in: agents.map(({ id }) => id) } } }) : []
  return (agent) => {
    if (agent.status !== 'active') return null
    const row = { riskLevel: agent.risk_level, createdAt: agent.created_at, confirmedAt: agent.confirmed_at, lastActiveAt: agent.last_active_at }
    const found = LAPSE_KINDS.flatMap((kind) => {
      const lapse = standing(kind, numbers, row, notices.find((one) => one.agentId === agent.id && one.kind === kind), now)
      return lapse ? [{ kind, ...lapse }] : []
    })
    const soonest = found.reduce<(typeof found)[number] | null>((first, one) => (first && first.stopsAt <= one.stopsAt ? first : one), null)
    return soonest && { kind: soonest.kind, phase: soonest.phase, due_at: new Date(soonest.dueAt).toISOString(), stops_at: new Date(soonest.stopsAt).toISOString() }
  }
}

/** Drafts that this person may approve, oldest first. */
async function draftsFor(tx: Pick<Tx, '$queryRaw' | 'agent' | 'agentRevision'>, person: Actor): Promise<AnswersView['drafts']> {
  if (decide(person, 'registry.agent.approve', person)) return []
  const waiting = await tx.agentRevision.findMany({ where: { tenantId: person.tenantId, status: 'draft' }, orderBy: { createdAt: 'asc' }, take: DRAFTS_READ, select: { agentId: true } })
  const drafts: AnswersView['drafts'] = []
  for (const { agentId } of waiting) {
    const found = await findWithDraft(tx, person.tenantId, agentId)
    if (!found?.draft || found.agent.state === 'retired' || isStale(found) || separationOf(person, { ...found, draft: found.draft })) continue
    const author = (await namesOf(tx, person.tenantId, [found.draft.authorId]))(found.draft.authorId)
    drafts.push({ agent: { id: agentId, name: found.agent.name }, number: found.draft.number, author, risk_level: riskOf(found), created_at: found.draft.createdAt.toISOString() })
  }
  return drafts
}
