import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import type { IdentityDocument } from '../contract'
import { REACH_AGENTS_MAX, type ReachedData, type ReachedTool, type ThroughView } from '../reach-contract'

type Sql = Pick<Tx, '$queryRaw'>
type Ref = { id: string; name: string }
type Node = Ref & { tools: { mcp_server: string; tool_id: string }[]; receivers: string[] }
type From = Pick<IdentityDocument, 'tools' | 'may_delegate_to' | 'data_access'>

/** After the agent itself: a chain has four agents at most, whatever its documents say (`DEPTH_MAX`, of delegation). */
const STEPS_MAX = 3

export const toolsIn = ({ tools }: { tools: readonly { mcp_server: string; tool_id: string }[] }): ReachedTool[] => tools.map(({ mcp_server: server, tool_id: tool }) => ({ server, tool }))
export const dataIn = ({ data_access: data }: Pick<From, 'data_access'>): ReachedData[] => data.map(({ resource, access_type, sensitivity }) => ({ resource, access_type, sensitivity }))
export const keyOf = (one: ReachedTool | ReachedData): string => JSON.stringify(one)
export const without = <T extends ReachedTool | ReachedData>(all: readonly T[], others: readonly T[]): T[] => {
  const known = new Set(others.map(keyOf))
  return all.filter((one) => !known.has(keyOf(one)))
}

/**
 * Agents that a chain from this one may come to, nearest first, each by the shortest way, by the documents in force: one
 * question for each step, over what is not known yet.
 */
export async function reachedFrom(tx: Sql, tenantId: string, agentId: string, document: From): Promise<{ through: ThroughView[]; more: boolean }> {
  const own = toolsIn(document)
  const through: ThroughView[] = []
  const seen = new Set([agentId])
  let [step, more]: [Map<string, Ref[]>, boolean] = [new Map(document.may_delegate_to.map((id) => [id, []])), false]
  for (let steps = 1; steps <= STEPS_MAX && step.size > 0; steps++) {
    const next = new Map<string, Ref[]>()
    for (const node of await nodesOf(tx, tenantId, [...step.keys()].filter((id) => !seen.has(id)))) {
      if (through.length >= REACH_AGENTS_MAX) return { through, more: true }
      seen.add(node.id)
      const by = step.get(node.id) ?? []
      const tools = toolsIn(node)
      through.push({ agent: { id: node.id, name: node.name }, by_way_of: by, tools, beyond: without(tools, own).length })
      for (const id of node.receivers) if (!seen.has(id) && !step.has(id) && !next.has(id)) next.set(id, [...by, { id: node.id, name: node.name }])
    }
    step = next
  }
  if (step.size > 0) more = (await nodesOf(tx, tenantId, [...step.keys()].filter((id) => !seen.has(id)))).length > 0
  return { through, more }
}

async function nodesOf(tx: Sql, tenantId: string, ids: readonly string[]): Promise<Node[]> {
  if (ids.length === 0) return []
  return asRows<Node>(
    await tx.$queryRaw`
      select a.id, a.name, r.document->'tools' as tools, array(select jsonb_array_elements_text(r.document->'may_delegate_to')) as receivers
      from agent a join agent_revision r on r.id = a.revision_in_force_id
      where a.tenant_id = ${tenantId}::uuid and a.id = any(${ids}::uuid[]) and a.state = 'active' order by a.name limit ${REACH_AGENTS_MAX + 1}`,
  )
}

/** Agents from which a chain may come to this one, nearest first. */
export async function dependentsOf(tx: Sql, tenantId: string, agentId: string): Promise<{ agents: { agent: Ref; steps: number }[]; more: boolean }> {
  const agents: { agent: Ref; steps: number }[] = []
  const seen = new Set([agentId])
  let named = [agentId]
  for (let steps = 1; steps <= STEPS_MAX && named.length > 0; steps++) {
    const rows = asRows<Ref>(
      await tx.$queryRaw`
        select a.id, a.name from agent_revision r join agent a on a.revision_in_force_id = r.id
        where r.tenant_id = ${tenantId}::uuid and r.document->'may_delegate_to' ?| ${named}::text[] and a.state = 'active' order by a.name limit ${REACH_AGENTS_MAX + 1}`,
    )
    const fresh = rows.filter(({ id }) => !seen.has(id))
    for (const agent of fresh) {
      if (agents.length >= REACH_AGENTS_MAX) return { agents, more: true }
      seen.add(agent.id)
      agents.push({ agent, steps })
    }
    named = fresh.map(({ id }) => id)
  }
  return { agents, more: false }
}
