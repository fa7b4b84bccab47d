import { raiseEpoch } from '@/lib/db/epoch'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { digestOf } from '@/lib/kernel/canonical-json'
import { newId, type OrderId, type TenantId } from '@/lib/kernel/ids'
import type { Actor } from '../../actor'
import type { EndedTokens, IdentityDocument } from '../contract'

type Raw = Pick<Tx, '$queryRaw' | '$executeRaw'>
type Hop = { id: string; path: string[]; scopes: string[]; expires_at: Date }
export type OlderTokens = { ended: readonly Hop[]; view: EndedTokens }

/** Chains are far shorter; what is deeper is a loop in the data. */
const LEVELS_MAX = 64

/**
 * The live tokens that rest on an agent, parted by what approving `next` does to them: what exceeds it ends, and by its
 * policy all do. The preview and the approval both ask here. A token exceeds the document where it allows a scope that
 * the document does not, or was passed on to an agent that the document does not name.
 */
export async function olderTokens(tx: Pick<Raw, '$queryRaw'>, agent: { id: string; tenantId: string }, next: IdentityDocument): Promise<OlderTokens> {
  const hops = await liveHops(tx, agent)
  const scopes = new Set(next.tools.map(({ mcp_server, tool_id }) => `mcp:${mcp_server}:${tool_id}`))
  const below = new Set(next.may_delegate_to)
  const exceeds = (hop: Hop): boolean => {
    const after = hop.path[hop.path.indexOf(agent.id) + 1]
    return hop.scopes.some((scope) => !scopes.has(scope)) || (after !== undefined && !below.has(after))
  }
  const ended = hops.filter((hop) => next.earlier_tokens === 'end' || exceeds(hop))
  const last = ended.reduce<Date | null>((latest, hop) => (latest === null || hop.expires_at > latest ? hop.expires_at : latest), null)
  return {
    ended,
    view: {
      live_tokens: ended.length,
      passed_on: ended.filter((hop) => hop.path.at(-1) !== agent.id).length,
      kept: hops.length - ended.length,
      last_expires_at: last?.toISOString() ?? null,
    },
  }
}

/** The agent's own, and level by level what came from these: row-level security forbids the index over `path`. */
async function liveHops(tx: Pick<Raw, '$queryRaw'>, { id, tenantId }: { id: string; tenantId: string }): Promise<Hop[]> {
  const found = new Map<string, Hop>()
  let level = asRows<Hop>(
    await tx.$queryRaw`
      select id, path, scopes, expires_at from delegation
      where tenant_id = ${tenantId}::uuid and agent_id = ${id}::uuid and expires_at > now() and revoked_at is null`,
  )
  for (let n = 0; level.length > 0 && n < LEVELS_MAX; n++) {
    const fresh = level.filter((hop) => !found.has(hop.id))
    for (const hop of fresh) found.set(hop.id, hop)
    if (fresh.length === 0) break
    level = asRows<Hop>(
      await tx.$queryRaw`
        select id, path, scopes, expires_at from delegation
        where tenant_id = ${tenantId}::uuid and parent_id = any(${fresh.map((hop) => hop.id)}::uuid[]) and expires_at > now() and revoked_at is null`,
    )
  }
  return [...found.values()]
}

/**
 * Ends tokens where they were issued and where they are used. To an enforcement point an approval that ends any is an
 * order like a halt, over each of them by its id: it refuses them, cuts their calls and sends a receipt. The agent
 * itself is not contained, and may ask for tokens under the new document at once.
 *
 * INVARIANT: called under `lockContainment`, with tokens that were read under it.
 */
export async function endTokens(tx: Raw, actor: Actor, agent: { id: string; tenantId: TenantId; name: string }, { ended, view }: OlderTokens): Promise<{ orderId: OrderId; epoch: number } | null> {
  if (ended.length === 0) return null
  const ids = ended.map((hop) => hop.id)
  const orderId = newId<'containment_order'>()
  const epoch = await raiseEpoch(tx, agent.tenantId)
  const covered = {
    agents: [{ id: agent.id, name: agent.name }],
    delegations: new Set(ended.map((hop) => hop.path.join())).size,
    live_tokens: view.live_tokens,
    calls_in_flight: 0,
    last_token_expires_at: view.last_expires_at,
  }
  await tx.$executeRaw`
    update delegation set revoked_at = clock_timestamp(), revoked_reason = 'the identity document was narrowed'
    where tenant_id = ${agent.tenantId}::uuid and id = any(${ids}::uuid[]) and revoked_at is null`
  await tx.$executeRaw`
    insert into containment_order (id, tenant_id, grain, mode, target_id, target_name, epoch, snapshot_digest, covered,
      ordered_by, ordered_by_kind, ordered_by_name, committed_at)
    values (${orderId}::uuid, ${agent.tenantId}::uuid, 'revision', 'suspend', ${agent.id}::uuid, ${agent.name}, ${epoch},
      ${digestOf({ ...covered, ids: [...ids].sort() })}, ${JSON.stringify(covered)}::jsonb, ${actor.id}, ${actor.kind}, ${actor.name}, clock_timestamp())`
  await tx.$executeRaw`
    insert into containment_cover (order_id, tenant_id, kind, subject_id, epoch)
    select ${orderId}::uuid, ${agent.tenantId}::uuid, 'delegation', id, ${epoch} from unnest(${ids}::uuid[]) id`
  return { orderId, epoch: Number(epoch) }
}
