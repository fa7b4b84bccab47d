import { Prisma } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import { read, transaction } from '@/lib/db/transaction'
import { ok } from '@/lib/kernel/result'
import { trustedId, type AgentId, type TenantId } from '@/lib/kernel/ids'
import { ACTING_SQL, lapseRule, tellableSql } from './internal/lapsing'
import { LAPSE_KINDS, type LapseKind } from './lapse-contract'

export type DueLapse = { agentId: AgentId; kind: LapseKind }
/** Looked at in one round of one tenant; what is left is the next round's. */
const DUE_MAX = 500

/** Tenants that let agents lapse, or have told somebody that one would. */
export async function lapsingTenants(): Promise<TenantId[]> {
  const rows = await read('system', async (tx) => asRows<{ id: string }>(await tx.$queryRaw`select tenant_id as id from lapse_rule union select tenant_id from lapse_notice`))
  return rows.map(({ id }) => trustedId<'tenant'>(id))
}

/** Agents of a tenant for which something is next: nobody was told yet, what was told is not so any more, or it is time. */
export async function dueLapses(tenantId: TenantId): Promise<DueLapse[]> {
  return read(tenantId, async (tx) => {
    const { numbers } = await lapseRule(tx, tenantId)
    const now = new Date()
    const due: DueLapse[] = []
    for (const kind of LAPSE_KINDS) {
      if (!numbers[kind]) continue
      const tellable = tellableSql(kind, numbers, now)
      const rows = asRows<{ id: string }>(
        await tx.$queryRaw(Prisma.sql`
          select a.id from agent a where a.tenant_id = ${tenantId}::uuid and ${ACTING_SQL} and ${tellable}
            and not exists (select from lapse_notice n where n.agent_id = a.id and n.kind = ${kind} and n.order_id is null)
          union all
          select a.id from lapse_notice n join agent a on a.id = n.agent_id where n.tenant_id = ${tenantId}::uuid and n.kind = ${kind} and n.order_id is null
            and (n.stopped_at is not null or (${ACTING_SQL} and (n.stops_at <= ${now} or (n.due_at <= ${now} and n.reminded_at is null) or not ${tellable})))
          limit ${DUE_MAX}`),
      )
      due.push(...rows.map(({ id }) => ({ agentId: trustedId<'agent'>(id), kind })))
    }
    return due
  })
}

/** What was told of agents that lapse no more, since that was switched off or they are retired, is over. The setting itself is in the ledger. */
export async function dropLapses(tenantId: TenantId): Promise<void> {
  await transaction(
    tenantId,
    async (tx) => {
      const { numbers } = await lapseRule(tx, tenantId)
      const off = LAPSE_KINDS.filter((kind) => !numbers[kind])
      return ok(await tx.$executeRaw`delete from lapse_notice n where n.tenant_id = ${tenantId}::uuid and n.stopped_at is null and (n.kind = any(${off}::text[]) or exists (select from agent a where a.id = n.agent_id and a.state <> 'active'))`)
    },
    'ReadCommitted',
  )
}
