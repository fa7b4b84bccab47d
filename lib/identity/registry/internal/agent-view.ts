import { Prisma } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { Fault } from '@/lib/kernel/fault'
import type { Actor } from '../../actor'
import { decide } from '../../access/decide'
import { IdentityDocument, PublicJwk, type AgentView } from '../contract'
import { PROBE_KEYS } from '../probe-key'
import { agentRows, toAgentRow } from './agent-rows'
import { isStale, separationOf, writersOf } from './drafts'
import { namesOf } from './people-named'
import { revisionView } from './revision-view'

type Tables = Pick<Tx, 'agent' | 'agentRevision' | 'agentKey' | '$queryRaw'>

/** Newest first; older ones are in the ledger. */
const REVISIONS_MAX = 50
const RUNS_MAX = 20

/** All that a page shows of one agent, or null when this tenant has none of that id. */
export async function findAgentView(tx: Tables, actor: Actor, agentId: string): Promise<AgentView | null> {
  const { tenantId } = actor
  const agent = await tx.agent.findFirst({ where: { id: agentId, tenantId } })
  if (!agent) return null
  const id = Prisma.sql`${agentId}::uuid`
  const [row] = await agentRows(tx, Prisma.sql`select * from agent where tenant_id = ${tenantId}::uuid and id = ${id}`, Prisma.sql`a.id`)
  const revisions = await tx.agentRevision.findMany({ where: { agentId, tenantId }, orderBy: { number: 'desc' }, take: REVISIONS_MAX })
  const inForce = revisions.find((revision) => revision.id === agent.revisionInForceId) ?? null
  const draft = revisions.find((revision) => revision.status === 'draft') ?? null
  const shown = inForce ?? draft ?? revisions[0]
  if (!row || !shown) throw new Fault(`agent ${agentId} has no revision`)
  const keys = await tx.agentKey.findMany({ where: { agentId, tenantId, createdBy: { notIn: Object.values(PROBE_KEYS) } }, orderBy: { createdAt: 'desc' } })
  const name = await namesOf(tx, tenantId, [agent.registeredBy, ...keys.map((key) => key.createdBy), ...revisions.flatMap((one) => [...writersOf(one), one.approvedBy ?? one.authorId, one.closedBy ?? one.authorId])])
  const document = IdentityDocument.parse(shown.document)
  return {
    ...toAgentRow(row),
    client_id: agent.id,
    spiffe_id: agent.spiffeId,
    version: document.version,
    document,
    revision: revisionView(shown, name),
    revisions: revisions.map((revision) => revisionView(revision, name)),
    draft: draft ? revisionView(draft, name) : null,
    credentials: keys.map((key) => ({
      kid: key.kid,
      alg: PublicJwk.parse(key.jwk).alg ?? 'ES256',
      created_at: key.createdAt.toISOString(),
      created_by: name(key.createdBy),
      revoked_at: key.revokedAt?.toISOString() ?? null,
      // An agent authenticates for every token, so with one key its last activity is the key's; with more nobody can say.
      last_used_at: keys.length === 1 ? (agent.lastActiveAt?.toISOString() ?? null) : null,
    })),
    runs: await runsOf(tx, agentId),
    registered_by: name(agent.registeredBy),
    delegates_to: await agentRefs(tx, tenantId, document.may_delegate_to),
    contained_by: await ordersOn(tx, tenantId, agentId),
    may_approve:
      draft !== null &&
      agent.state !== 'retired' &&
      decide(actor, 'registry.agent.approve', agent) === null &&
      separationOf(actor, { tenantId, agent, inForce, draft }) === null &&
      !isStale({ draft, inForce }),
  }
}

/** For verbs that have just written the agent. */
export async function agentView(tx: Tables, actor: Actor, agentId: string): Promise<AgentView> {
  const view = await findAgentView(tx, actor, agentId)
  if (!view) throw new Fault(`agent ${agentId} is gone within its own transaction`)
  return view
}

async function runsOf(tx: Tables, agentId: string): Promise<AgentView['runs']> {
  const runs = asRows<{ run_id: string; first_seen_at: Date; last_seen_at: Date }>(
    await tx.$queryRaw`
      select run_id, first_seen_at, last_seen_at from run where agent_id = ${agentId}::uuid order by last_seen_at desc limit ${RUNS_MAX}`,
  )
  return runs.map((run) => ({ run_id: run.run_id, first_seen_at: run.first_seen_at.toISOString(), last_seen_at: run.last_seen_at.toISOString() }))
}

async function agentRefs(tx: Tables, tenantId: string, ids: string[]): Promise<AgentView['delegates_to']> {
  if (ids.length === 0) return []
  return tx.agent.findMany({ where: { tenantId, id: { in: ids } }, select: { id: true, name: true }, orderBy: { name: 'asc' } })
}

/** The orders that contain it now, oldest first. */
async function ordersOn(tx: Tables, tenantId: string, agentId: string): Promise<AgentView['contained_by']> {
  type Row = { order_id: string; mode: string; grain: string; target_id: string; target_name: string; committed_at: Date; ordered_by: string; ordered_by_id: string; reason: string | null }
  const orders = asRows<Row>(
    await tx.$queryRaw`
      select o.id as order_id, o.mode, o.grain, o.target_id, o.target_name, o.committed_at, o.ordered_by_name as ordered_by, o.ordered_by as ordered_by_id, o.reason
      from containment_cover c join containment_order o on o.id = c.order_id
      where c.tenant_id = ${tenantId}::uuid and c.lifted_epoch is null and o.grain <> 'retirement'
        and ((c.kind = 'agent' and c.subject_id = ${agentId}::uuid) or (c.kind = 'tenant' and c.subject_id = ${tenantId}::uuid))
      order by o.committed_at`,
  )
  return orders.map((order) => ({ ...order, committed_at: order.committed_at.toISOString() }))
}
