import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { Fault } from '@/lib/kernel/fault'
import { runKey, toolKey } from '@/lib/kernel/containment-subject'
import type { TenantId } from '@/lib/kernel/ids'
import type { Target } from '../target'
import { readReach, type Asked, type Live, type Named } from './read-reach'

/** A row of what an order covers: by id, or by key where it has no id of its own. */
export type Subject = { kind: 'agent' | 'delegation' | 'owner' | 'tenant'; id: string } | { kind: 'run' | 'tool' | 'tool_server' | 'platform'; key: string }
export type Reach = {
  target: Named & { key: string | null }
  /** The agents that are covered themselves; of a whole company, nobody by name. */
  agents: readonly Named[]
  /** What ends with it. */
  live: Live
  subjects: readonly Subject[]
}
type Reader = Pick<Tx, '$queryRaw'>
type Read = (asked: Asked) => Promise<Live>

/**
 * What a target reaches, by its grain; null: there is no such thing in this tenant. An owner's and a platform's agents
 * are covered one by one, because that is what enforcement points can tell from a token, and the owner or platform
 * itself beside them, by which the issue batch refuses an agent that is registered there a minute later.
 */
export async function reachOf(tx: Reader, tenantId: TenantId, target: Target, options: { withHops: boolean }): Promise<Reach | null> {
  const read: Read = (asked) => readReach(tx, tenantId, asked, options)
  switch (target.grain) {
    case 'agent':
    case 'sub_tree':
      return ofAgent(tx, tenantId, given(target.agentId), { withBelow: target.grain === 'sub_tree', read })
    case 'run':
      return ofRun(tx, tenantId, given(target.agentId), { runId: given(target.runId), read })
    case 'owner':
      return ofOwner(tx, tenantId, given(target.ownerId), read)
    case 'platform':
      return ofPlatform(tx, tenantId, given(target.platform), read)
    case 'tool':
    case 'tool_server':
      return ofServer(tx, tenantId, given(target.server), { tool: target.tool ?? null, read })
    case 'tenant': {
      const [tenant] = named(await tx.$queryRaw`select id, name from tenant where id = ${tenantId}::uuid`)
      return tenant ? { target: { ...tenant, key: null }, agents: [], live: await read({ agentIds: null }), subjects: [{ kind: 'tenant', id: tenantId }] } : null
    }
  }
}

const named = (rows: unknown): Named[] => asRows<Named>(rows)
const agentsAs = (agents: readonly Named[]): Subject[] => agents.map(({ id }) => ({ kind: 'agent', id }))
/** The input's refinement has made sure of it; a caller without one is a bug. */
function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Fault('a target without what its grain is named by')
  return value
}

async function ofAgent(tx: Reader, tenantId: TenantId, agentId: string, { withBelow, read }: { withBelow: boolean; read: Read }): Promise<Reach | null> {
  const [agent] = named(await tx.$queryRaw`select id, name from agent where tenant_id = ${tenantId}::uuid and id = ${agentId}::uuid`)
  if (!agent) return null
  const live = await read({ agentIds: [agentId], below: withBelow })
  return { target: { ...agent, key: null }, agents: live.agents, live, subjects: agentsAs(live.agents) }
}

/** What was passed on from the run carries another run's name: each such hop is covered by its own id. */
async function ofRun(tx: Reader, tenantId: TenantId, agentId: string, { runId, read }: { runId: string; read: Read }): Promise<Reach | null> {
  const [agent] = named(
    await tx.$queryRaw`
      select a.id, a.name from run r join agent a on a.id = r.agent_id
      where r.tenant_id = ${tenantId}::uuid and r.agent_id = ${agentId}::uuid and r.run_id = ${runId}`,
  )
  if (!agent) return null
  const live = await read({ agentIds: [agentId], below: false, runId })
  return {
    target: { id: agent.id, name: `${agent.name}, run ${runId.slice(0, 8)}`, key: runId },
    agents: [],
    live,
    subjects: [{ kind: 'run', key: runKey(agentId, runId) }, ...live.passedOn.map((id): Subject => ({ kind: 'delegation', id }))],
  }
}

async function ofOwner(tx: Reader, tenantId: TenantId, ownerId: string, read: Read): Promise<Reach | null> {
  const [owner] = named(await tx.$queryRaw`select id, name from person where tenant_id = ${tenantId}::uuid and id = ${ownerId}::uuid`)
  if (!owner) return null
  const owned = named(
    await tx.$queryRaw`select id, name from agent where tenant_id = ${tenantId}::uuid and owner_id = ${ownerId}::uuid and state <> 'retired' order by id`,
  ).map(({ id }) => id)
  const live = await read({ agentIds: owned, below: true })
  return { target: { ...owner, key: null }, agents: live.agents, live, subjects: [...agentsAs(live.agents), { kind: 'owner', id: ownerId }] }
}

async function ofPlatform(tx: Reader, tenantId: TenantId, platform: string, read: Read): Promise<Reach | null> {
  const agentIds = named(
    await tx.$queryRaw`select id, name from agent where tenant_id = ${tenantId}::uuid and platform = ${platform} and state <> 'retired' order by id`,
  ).map(({ id }) => id)
  if (agentIds.length === 0) return null
  const target = { id: tenantId, name: platform, key: platform }
  const live = await read({ agentIds, below: false })
  return { target, agents: live.agents, live, subjects: [...agentsAs(live.agents), { kind: 'platform', key: platform }] }
}

async function ofServer(tx: Reader, tenantId: TenantId, slug: string, { tool, read }: { tool: string | null; read: Read }): Promise<Reach | null> {
  const [server] = named(await tx.$queryRaw`select id, slug as name from tool_server where tenant_id = ${tenantId}::uuid and slug = ${slug}`)
  if (!server) return null
  if (tool === null)
    return { target: { ...server, key: slug }, agents: [], live: await read({ agentIds: null, server: slug }), subjects: [{ kind: 'tool_server', key: slug }] }
  const key = toolKey(slug, tool)
  return { target: { id: server.id, name: `${slug} / ${tool}`, key }, agents: [], live: await read({ agentIds: null, scope: `mcp:${key}` }), subjects: [{ kind: 'tool', key }] }
}
