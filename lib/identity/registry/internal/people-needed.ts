import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import type { RiskLevel } from '@/lib/kernel/risk-levels'
import type { OwnershipNumbers } from '../ownership-contract'

/** Where nobody has said more: an owner and a sponsor there always are, and one person may be both. */
const NUMBERS: OwnershipNumbers = { low: 1, medium: 1, high: 1, critical: 1 }
export type OwnershipRuleRow = OwnershipNumbers & { set_by_name: string | null; set_at: Date | null }

export async function ownershipRule(tx: Pick<Tx, '$queryRaw'>, tenantId: string): Promise<OwnershipRuleRow> {
  const [row] = asRows<OwnershipRuleRow>(await tx.$queryRaw`select low, medium, high, critical, set_by_name, set_at from ownership_rule where tenant_id = ${tenantId}::uuid`)
  return row ?? { ...NUMBERS, set_by_name: null, set_at: null }
}

/** How many people answer for an agent of this risk at least. */
export const peopleNeeded = async (tx: Pick<Tx, '$queryRaw'>, tenantId: string, risk: RiskLevel): Promise<number> => (await ownershipRule(tx, tenantId))[risk]

/** Who answers for it now, each once and only who is here: owner, sponsor, deputies. */
export async function peopleAnswering(tx: Pick<Tx, '$queryRaw'>, agentId: string): Promise<number> {
  const [row] = asRows<{ people: number }>(
    await tx.$queryRaw`
      select count(distinct p.id)::int as people from agent a join person p on p.id = a.owner_id or p.id = a.sponsor_id or p.id in (select d.person_id from agent_deputy d where d.agent_id = a.id)
      where a.id = ${agentId}::uuid and p.tenant_id = a.tenant_id and p.status = 'active'`,
  )
  return row?.people ?? 0
}
