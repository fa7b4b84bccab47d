import { LIVE_DELEGATION_SQL } from '@/lib/db/live-delegation'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { Prisma } from '@/generated/prisma/client'
import { IdentityDocument } from './contract'
import { findWithDraft } from './internal/drafts'
import { dataIn, dependentsOf, reachedFrom, toolsIn, without } from './internal/reach'
import { query } from './internal/tables'
import { REACH_AGENTS_MAX, ReachInput, type ReachView } from './reach-contract'

/** What an agent can reach, directly and through those it may delegate to; who depends on it; and what its draft would add to that. */
export const getReach = query({
  name: 'registry.agent.get',
  input: ReachInput,
  answer: async (tx, { actor: { tenantId }, input: { agentId } }): Promise<ReachView | null> => {
    const found = await findWithDraft(tx, tenantId, agentId)
    if (!found) return null
    const { agent, inForce, draft } = found
    const document = inForce ? IdentityDocument.parse(inForce.document) : null
    const now = document ? { tools: toolsIn(document), data: dataIn(document), ...(await reachedFrom(tx, tenantId, agent.id, document)) } : { tools: [], data: [], through: [], more: false }
    const { agents, more } = await dependentsOf(tx, tenantId, agent.id)
    return {
      agent: { id: agent.id, name: agent.name },
      tools: now.tools,
      data: now.data,
      through: now.through,
      depends: { agents, ...(await holdersOf(tx, tenantId, agent.id)) },
      more: now.more || more,
      draft: draft ? await addedBy(tx, tenantId, { id: agent.id, number: draft.number, document: IdentityDocument.parse(draft.document) }, now) : null,
    }
  },
})

async function addedBy(tx: Pick<Tx, '$queryRaw'>, tenantId: string, { id, number, document }: { id: string; number: number; document: IdentityDocument }, now: Pick<ReachView, 'tools' | 'data' | 'through'>): Promise<NonNullable<ReachView['draft']>> {
  const [tools, data] = [toolsIn(document), dataIn(document)]
  const { through } = await reachedFrom(tx, tenantId, id, document)
  const [known, kept] = [new Set(now.through.map(({ agent }) => agent.id)), new Set(through.map(({ agent }) => agent.id))]
  return {
    number,
    tools: without(tools, now.tools),
    data: without(data, now.data),
    through: through.filter(({ agent }) => !known.has(agent.id)),
    takes_away: { tools: without(now.tools, tools), data: without(now.data, data), agents: now.through.flatMap(({ agent }) => (kept.has(agent.id) ? [] : [agent])) },
  }
}

type Holders = Pick<ReachView['depends'], 'people' | 'mandates' | 'live_delegations'>

async function holdersOf(tx: Pick<Tx, '$queryRaw'>, tenantId: string, agentId: string): Promise<Holders> {
  const live = Prisma.sql`m.tenant_id = ${tenantId}::uuid and m.agent_id = ${agentId}::uuid and m.withdrawn_at is null and m.expires_at > now()`
  const people = asRows<{ id: string; name: string }>(await tx.$queryRaw`select p.id, p.name from person p where p.tenant_id = ${tenantId}::uuid and p.id in (select m.person_id from mandate m where ${live}) order by p.name limit ${REACH_AGENTS_MAX}`)
  const [counts] = asRows<{ mandates: number; live_delegations: number }>(
    await tx.$queryRaw`
      select (select count(*)::int from mandate m where ${live}) as mandates,
        (select count(*)::int from delegation d where d.tenant_id = ${tenantId}::uuid and d.path @> array[${agentId}::uuid] and ${LIVE_DELEGATION_SQL}) as live_delegations`,
  )
  return { people, mandates: counts?.mandates ?? 0, live_delegations: counts?.live_delegations ?? 0 }
}
