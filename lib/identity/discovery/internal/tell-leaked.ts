import { Prisma } from '@/generated/prisma/client'
import { publishAgentEventOnce } from '@/lib/db/outbox'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'

const HARD_CODED = 5
/** `because` is one line of a review's name. */
const WHAT_MAX = 160

/**
 * Tells of hard-coded secrets that agents in force hold: of what was found and decided to be that agent. Each value
 * once for each agent, however many files and scans it is found in; a draft's wait until it is in force.
 */
export async function tellLeaked(tx: Pick<Tx, '$queryRaw' | 'outbox'>, tenantId: string, of: { sourceId: string } | { itemId: string }): Promise<void> {
  const rows = asRows<{ agent_id: string; fingerprint: string; what: string }>(
    await tx.$queryRaw`
      select distinct on (a.id, c.fingerprint) a.id as agent_id, c.fingerprint, c.what
      from discovery_credential c join discovery_item i on i.id = c.item_id join agent a on a.id = i.target_id and a.tenant_id = i.tenant_id
      where c.tenant_id = ${tenantId}::uuid and c.tier = ${HARD_CODED}::int and c.fingerprint is not null and c.gone_at is null
        and i.state in ('registered', 'merged') and i.target_kind = 'agent' and a.state = 'active' and a.revision_in_force_id is not null
        and ${'sourceId' in of ? Prisma.sql`c.source_id = ${of.sourceId}::uuid` : Prisma.sql`c.item_id = ${of.itemId}::uuid`}
      order by a.id, c.fingerprint, c.id`,
  )
  await publishAgentEventOnce(
    tx,
    rows.map(({ agent_id, fingerprint, what }) => ({
      tenantId, key: `secret:${fingerprint}:${agent_id}`, agentId: agent_id, event: 'secret' as const, because: `a hard-coded secret was found with it: ${what.slice(0, WHAT_MAX)}`,
    })), // prettier-ignore
  )
}
