import { Prisma } from '@/generated/prisma/client'
import { z } from 'zod'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { ok, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import { ACTING_SQL, lapseRule, SAID_SQL, tellableSql } from './internal/lapsing'
import { command, query } from './internal/tables'
import { SetLapseRuleInput, type LapseKind, type LapseNumbers, type LapsePreview, type LapseRuleView } from './lapse-contract'

const DAY_MS = 86_400_000
const SOON_DAYS = 30
/** It looks at every agent that acts. */
const PREVIEW_MS_MAX = 20_000

/** After how long somebody has to say that an agent is needed, and what follows where nobody does. */
export const getLapseRule = query({
  name: 'registry.lapse_rule.get',
  input: z.object({}),
  answer: async (tx, { actor }) => lapseRule(tx, actor.tenantId),
})

/** From now on. Whoever was told of an agent is kept to: it stops no sooner than was said. */
export const setLapseRule = command({
  name: 'registry.lapse_rule.set',
  input: SetLapseRuleInput,
  resource: async (tx, _input, actor) => ({ tenantId: actor.tenantId, before: await lapseRule(tx, actor.tenantId) }),
  act: async (tx, { actor, input: numbers, resource: { before } }): Promise<Result<Change & { value: LapseRuleView }, never>> => {
    const { inactive_days: inactiveDays, notice_days: noticeDays, grace_days: graceDays, ...rest } = numbers
    const row = { ...rest, inactiveDays, noticeDays, graceDays, setByName: actor.name, setAt: new Date() }
    await tx.lapseRule.upsert({ where: { tenantId: actor.tenantId }, create: { tenantId: actor.tenantId, ...row }, update: row })
    return ok({ value: await lapseRule(tx, actor.tenantId), subject: { kind: 'tenant', id: actor.tenantId, name: 'when agents lapse' }, detail: { ...numbers, before: before.set ? before.numbers : null } })
  },
})

/** What numbers would do to the agents there are, by the conditions that the worker looks by. */
export const previewLapseRule = query({
  name: 'registry.lapse_rule.preview',
  input: SetLapseRuleInput,
  timeoutMs: PREVIEW_MS_MAX,
  answer: async (tx, { actor: { tenantId }, input: numbers }): Promise<LapsePreview> => {
    const now = new Date()
    const [all] = asRows<{ agents: number }>(await tx.$queryRaw(Prisma.sql`select count(*)::int as agents from agent a where a.tenant_id = ${tenantId}::uuid and ${ACTING_SQL}`))
    const [reconfirm, inactive] = [await touched(tx, tenantId, 'reconfirm', numbers, now), await touched(tx, tenantId, 'inactive', numbers, now)]
    const stops = [reconfirm.first, inactive.first].filter((one) => one !== null).map((one) => one.getTime())
    return { agents: all?.agents ?? 0, reconfirm: reconfirm.counts, inactive: inactive.counts, first_stop_at: stops.length > 0 ? new Date(Math.min(...stops)).toISOString() : null }
  },
})

async function touched(tx: Pick<Tx, '$queryRaw'>, tenantId: string, kind: LapseKind, numbers: LapseNumbers, now: Date): Promise<{ counts: LapsePreview[LapseKind]; first: Date | null }> {
  if (!numbers[kind]) return { counts: { told_now: 0, told: 0, soon: 0 }, first: null }
  const [at, soon] = [tellableSql(kind, numbers, now), tellableSql(kind, numbers, new Date(now.getTime() + SOON_DAYS * DAY_MS))]
  const wait = (numbers.notice_days + numbers.grace_days) * 86_400
  const [row] = asRows<{ told_now: number; told: number; soon: number; told_stop: Date | null; next: Date | null }>(
    await tx.$queryRaw(Prisma.sql`
      select count(*) filter (where n.agent_id is null and ${at})::int as told_now, count(*) filter (where n.agent_id is not null and ${at})::int as told,
        count(*) filter (where not ${at} and ${soon})::int as soon,
        min(greatest(n.stops_at, n.told_at + make_interval(secs => ${wait}))) filter (where ${at}) as told_stop,
        min(${kind === 'inactive' ? Prisma.sql`greatest(${SAID_SQL}, coalesce(a.last_active_at, a.created_at)) + make_interval(secs => ${numbers.inactive_days * 86_400 + wait})` : dueSql(numbers)}) filter (where not ${at} and ${soon}) as next
      from agent a left join lapse_notice n on n.agent_id = a.id and n.kind = ${kind} and n.order_id is null
      where a.tenant_id = ${tenantId}::uuid and ${ACTING_SQL} and ${soon}`),
  )
  if (!row) return { counts: { told_now: 0, told: 0, soon: 0 }, first: null }
  const { told_now, told, soon: later, told_stop, next } = row
  const stops = [told_now > 0 ? now.getTime() + wait * 1_000 : null, told_stop?.getTime() ?? null, next?.getTime() ?? null].filter((one) => one !== null)
  return { counts: { told_now, told, soon: later }, first: stops.length > 0 ? new Date(Math.min(...stops)) : null }
}

/** When one of a risk would stop that nobody confirms. */
const dueSql = ({ low, medium, high, critical, grace_days }: LapseNumbers): Prisma.Sql =>
  Prisma.sql`${SAID_SQL} + make_interval(secs => 86400 * (${grace_days}::int + case a.risk_level when 'low' then ${low}::int when 'medium' then ${medium}::int when 'high' then ${high}::int else ${critical}::int end))`
