import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import type { TriggerView } from '../plan-contract'
import { TRIGGERS } from '../terms'

const DUE_DAYS = 7
const INACTIVE_DAYS = 90

export async function triggerViews(tx: Pick<Tx, 'reviewTrigger' | '$queryRaw'>, tenantId: string): Promise<TriggerView[]> {
  const rules = await tx.reviewTrigger.findMany({ where: { tenantId } })
  const people = asRows<{ id: string; name: string }>(await tx.$queryRaw`select id, name from person where tenant_id = ${tenantId}::uuid and id = any(${rules.map(({ fallbackId }) => fallbackId)}::uuid[])`)
  return TRIGGERS.map((event): TriggerView => {
    const rule = rules.find((one) => one.event === event)
    if (!rule) return { event, enabled: false, reviewers: 'owner', fallback: null, due_days: DUE_DAYS, inactive_days: event === 'inactive' ? INACTIVE_DAYS : null, set: null }
    return {
      event, enabled: rule.enabled, reviewers: rule.reviewers as TriggerView['reviewers'], fallback: people.find(({ id }) => id === rule.fallbackId) ?? null,
      due_days: rule.dueDays, inactive_days: rule.inactiveDays, set: { by: rule.setByName, at: rule.setAt.toISOString() },
    } // prettier-ignore
  })
}
