import { Prisma } from '@/generated/prisma/client'
import type { Writer } from '@/lib/db/plain-transaction'
import { asRows } from '@/lib/db/rows'
import { Fault } from '@/lib/kernel/fault'
import { runKey, toolKey } from '@/lib/kernel/containment-subject'
import type { TenantId } from '@/lib/kernel/ids'
import type { Target } from '../target'
import { readReach, type Around, type Asked, type Live, type Named, type Reached } from './read-reach'

/** A row of what an order covers: by id, or by key where it has no id of its own. */
export type Subject = { kind: 'agent' | 'delegation' | 'owner' | 'tenant'; id: string } | { kind: 'run' | 'tool' | 'tool_server' | 'platform'; key: string }
export type Reach = {
  target: Named & { key: string | null }
  /** The agents that are covered themselves; of a whole company, nobody by name. */
  agents: readonly Named[]
  /** What ends with it. */
  live: Live
  subjects: readonly Subject[]
  around: Around
}
type Reader = Pick<Writer, '$queryRaw'>
/** `target` selects the id and the name of what was asked for. */
type Read = (asked: Asked, target: Prisma.Sql) => Promise<Reached>

/**
 * What a target reaches, by its grain; null: there is no such thing in this tenant. An owner's and a platform's agents
 * are covered one by one, because that is what enforcement points can tell from a token, and the owner or platform
 * itself beside them, by which the issue batch refuses an agent that is registered there a minute later.
 */
export async function reachOf(tx: Reader, tenantId: TenantId, target: Target, options: { withHops: boolean }): Promise<Reach | null> {
  const read: Read = (asked, named) => readReach(tx, tenantId, asked, { ...options, target: named })
  switch (target.grain) {
    case 'agent':
    case 'sub_tree':
      return ofAgent(tenantId, given(target.agentId), { withBelow: target.grain === 'sub_tree', read })
    case 'run':
      return ofRun(tenantId, given(target.agentId), { runId: given(target.runId), read })
    case 'owner':
      return ofOwner(tx, tenantId, given(target.ownerId), read)
    case 'platform':
      return ofPlatform(tx, tenantId, given(target.platform), read)
    case 'tool':
    case 'tool_server':
      return ofServer(tenantId, given(target.server), { tool: target.tool ?? null, read })
    case 'tenant': {
      const { target: tenant, live, around } = await read({ agentIds: null }, Prisma.sql`select id, name from tenant where id = ${tenantId}::uuid`)
      return tenant && { target: { ...tenant, key: null }, agents: [], live, around, subjects: [{ kind: 'tenant', id: tenantId }] }
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

async function ofAgent(tenantId: TenantId, agentId: string, { withBelow, read }: { withBelow: boolean; read: Read }): Promise<Reach | null> {
  const { target, live, around } = await read({ agentIds: [agentId], below: withBelow }, Prisma.sql`select id, name from agent where tenant_id = ${tenantId}::uuid and id = ${agentId}::uuid`)
  return target && { target: { ...target, key: null }, agents: live.agents, live, around, subjects: agentsAs(live.agents) }
}

/** What was passed on from the run carries another run's name: each such hop is covered by its own id. */
async function ofRun(tenantId: TenantId, agentId: string, { runId, read }: { runId: string; read: Read }): Promise<Reach | null> {
  const { target, live, around } = await read(
    { agentIds: [agentId], below: false, runId },
    Prisma.sql`
      select a.id, a.name from run r join agent a on a.id = r.agent_id
      where r.tenant_id = ${tenantId}::uuid and r.agent_id = ${agentId}::uuid and r.run_id = ${runId}`,
  )
  return (
    target && {
      target: { id: target.id, name: `${target.name}, run ${runId.slice(0, 8)}`, key: runId },
      agents: [],
      live,
      around,
      subjects: [{ kind: 'run', key: runKey(agentId, runId) }, ...live.passedOn.map((id): Subject => ({ kind: 'delegation', id }))],
    }
  )
}

async function ofOwner(tx: Reader, tenantId: TenantId, ownerId: string, read: Read): Promise<Reach | null> {
  const owned = named(
    await tx.$queryRaw`select id, name from agent where tenant_id = ${tenantId}::uuid and owner_id = ${ownerId}::uuid and state <> 'retired' order by id`,
  ).map(({ id }) => id)
  const { target, live, around } = await read({ agentIds: owned, below: true }, Prisma.sql`select id, name from person where tenant_id = ${tenantId}::uuid and id = ${ownerId}::uuid`)
  return target && { target: { ...target, key: null }, agents: live.agents, live, around, subjects: [...agentsAs(live.agents), { kind: 'owner', id: ownerId }] }
}

async function ofPlatform(tx: Reader, tenantId: TenantId, platform: string, read: Read): Promise<Reach | null> {
  const agentIds = named(
    await tx.$queryRaw`select id, name from agent where tenant_id = ${tenantId}::uuid and platform = ${platform} and state <> 'retired' order by id`,
  ).map(({ id }) => id)
  if (agentIds.length === 0) return null
  const { live, around } = await read({ agentIds, below: false }, Prisma.sql`select null::uuid as id, null::text as name where false`)
  return { target: { id: tenantId, name: platform, key: platform }, agents: live.agents, live, around, subjects: [...agentsAs(live.agents), { kind: 'platform', key: platform }] }
}

async function ofServer(tenantId: TenantId, slug: string, { tool, read }: { tool: string | null; read: Read }): Promise<Reach | null> {
  const key = tool === null ? slug : toolKey(slug, tool)
  const { target, live, around } = await read(
    { agentIds: null, ...(tool === null ? { server: slug } : { scope: `mcp:${key}` }) },
    Prisma.sql`select id, slug as name from tool_server where tenant_id = ${tenantId}::uuid and slug = ${slug}`,
  )
  if (!target) return null
  const name = tool === null ? target.name : `${slug} / ${tool}`
  return { target: { id: target.id, name, key }, agents: [], live, around, subjects: [{ kind: tool === null ? 'tool_server' : 'tool', key }] }
}
