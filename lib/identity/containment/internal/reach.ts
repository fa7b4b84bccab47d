import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { Fault } from '@/lib/kernel/fault'
import { runKey, toolKey } from '@/lib/kernel/containment-subject'
import type { TenantId } from '@/lib/kernel/ids'
import type { Target } from '../target'
import { readReach, type Live } from './read-reach'

export type Named = { id: string; name: string }
/** A row of what an order covers: by id, or by key where it has no id of its own. */
export type Subject = { kind: 'agent' | 'delegation' | 'owner' | 'tenant'; id: string } | { kind: 'run' | 'tool' | 'tool_server' | 'platform'; key: string }
export type Reach = {
  target: Named & { key: string | null }
  /** The agents that are covered themselves. */
  agentIds: readonly string[]
  /** What ends with it. */
  live: Live
  subjects: readonly Subject[]
}
type Reader = Pick<Tx, '$queryRaw'>

/**
 * What a target reaches, by its grain; null: there is no such thing in this tenant. An owner's and a platform's agents
 * are covered one by one, because that is what enforcement points can tell from a token, and the owner or platform
 * itself beside them, by which the issue batch refuses an agent that is registered there a minute later.
 */
export async function reachOf(tx: Reader, tenantId: TenantId, target: Target): Promise<Reach | null> {
  switch (target.grain) {
    case 'agent':
    case 'sub_tree':
      return ofAgent(tx, tenantId, given(target.agentId), target.grain === 'sub_tree')
    case 'run':
      return ofRun(tx, tenantId, given(target.agentId), given(target.runId))
    case 'owner':
      return ofOwner(tx, tenantId, given(target.ownerId))
    case 'platform':
      return ofPlatform(tx, tenantId, given(target.platform))
    case 'tool':
    case 'tool_server':
      return ofServer(tx, tenantId, given(target.server), target.tool ?? null)
    case 'tenant': {
      const [tenant] = named(await tx.$queryRaw`select id, name from tenant where id = ${tenantId}::uuid`)
      return tenant ? { target: { ...tenant, key: null }, agentIds: [], live: await readReach(tx, tenantId, { agentIds: null }), subjects: [{ kind: 'tenant', id: tenantId }] } : null
    }
  }
}

const named = (rows: unknown): Named[] => asRows<Named>(rows)
const agentsAs = (ids: readonly string[]): Subject[] => ids.map((id) => ({ kind: 'agent', id }))
/** The input's refinement has made sure of it; a caller without one is a bug. */
function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Fault('a target without what its grain is named by')
  return value
}

async function ofAgent(tx: Reader, tenantId: TenantId, agentId: string, withBelow: boolean): Promise<Reach | null> {
  const [agent] = named(await tx.$queryRaw`select id, name from agent where tenant_id = ${tenantId}::uuid and id = ${agentId}::uuid`)
  if (!agent) return null
  const live = await readReach(tx, tenantId, { agentIds: [agentId], below: withBelow })
  return { target: { ...agent, key: null }, agentIds: live.agentIds, live, subjects: agentsAs(live.agentIds) }
}

/** What was passed on from the run carries another run's name: each such hop is covered by its own id. */
async function ofRun(tx: Reader, tenantId: TenantId, agentId: string, runId: string): Promise<Reach | null> {
  const [agent] = named(
    await tx.$queryRaw`
      select a.id, a.name from run r join agent a on a.id = r.agent_id
      where r.tenant_id = ${tenantId}::uuid and r.agent_id = ${agentId}::uuid and r.run_id = ${runId}`,
  )
  if (!agent) return null
  const live = await readReach(tx, tenantId, { agentIds: [agentId], below: false, runId })
  return {
    target: { id: agent.id, name: `${agent.name}, run ${runId.slice(0, 8)}`, key: runId },
    agentIds: [],
    live,
    subjects: [{ kind: 'run', key: runKey(agentId, runId) }, ...live.passedOn.map((id): Subject => ({ kind: 'delegation', id }))],
  }
}

async function ofOwner(tx: Reader, tenantId: TenantId, ownerId: string): Promise<Reach | null> {
  const [owner] = named(await tx.$queryRaw`select id, name from person where tenant_id = ${tenantId}::uuid and id = ${ownerId}::uuid`)
  if (!owner) return null
  const owned = named(
    await tx.$queryRaw`select id, name from agent where tenant_id = ${tenantId}::uuid and owner_id = ${ownerId}::uuid and state <> 'retired' order by id`,
  ).map(({ id }) => id)
  const live = await readReach(tx, tenantId, { agentIds: owned, below: true })
  return { target: { ...owner, key: null }, agentIds: live.agentIds, live, subjects: [...agentsAs(live.agentIds), { kind: 'owner', id: ownerId }] }
}

async function ofPlatform(tx: Reader, tenantId: TenantId, platform: string): Promise<Reach | null> {
  const agentIds = named(
    await tx.$queryRaw`select id, name from agent where tenant_id = ${tenantId}::uuid and platform = ${platform} and state <> 'retired' order by id`,
  ).map(({ id }) => id)
  if (agentIds.length === 0) return null
  const target = { id: tenantId, name: platform, key: platform }
  return { target, agentIds, live: await readReach(tx, tenantId, { agentIds, below: false }), subjects: [...agentsAs(agentIds), { kind: 'platform', key: platform }] }
}

async function ofServer(tx: Reader, tenantId: TenantId, slug: string, tool: string | null): Promise<Reach | null> {
  const [server] = named(await tx.$queryRaw`select id, slug as name from tool_server where tenant_id = ${tenantId}::uuid and slug = ${slug}`)
  if (!server) return null
  if (tool === null)
    return { target: { ...server, key: slug }, agentIds: [], live: await readReach(tx, tenantId, { agentIds: null, server: slug }), subjects: [{ kind: 'tool_server', key: slug }] }
  const key = toolKey(slug, tool)
  return { target: { id: server.id, name: `${slug} / ${tool}`, key }, agentIds: [], live: await readReach(tx, tenantId, { agentIds: null, scope: `mcp:${key}` }), subjects: [{ kind: 'tool', key }] }
}
