import { Prisma, type Agent, type LapseNotice } from '@/generated/prisma/client'
import { CONTAINED_SQL } from '@/lib/db/agent-status'
import type { Tx } from '@/lib/db/transaction'
import { RISK_LEVELS } from '@/lib/kernel/risk-levels'
import { lapseOf, type Lapse, type LapsingAgent, type Told } from '../lapse'
import { LAPSE_NUMBERS, type LapseKind, type LapseNumbers, type LapseRuleView } from '../lapse-contract'

const DAY_MS = 86_400_000

export async function lapseRule(tx: Pick<Tx, 'lapseRule'>, tenantId: string): Promise<LapseRuleView> {
  const row = await tx.lapseRule.findUnique({ where: { tenantId } })
  if (!row) return { numbers: LAPSE_NUMBERS, set: null }
  const { reconfirm, low, medium, high, critical, inactive, inactiveDays: inactive_days, noticeDays: notice_days, graceDays: grace_days } = row
  return { numbers: { reconfirm, low, medium, high, critical, inactive, inactive_days, notice_days, grace_days }, set: { by: row.setByName, at: row.setAt.toISOString() } }
}

type Row = Pick<Agent, 'riskLevel' | 'createdAt' | 'confirmedAt' | 'lastActiveAt'>
export const lapsingAgent = ({ riskLevel, createdAt, confirmedAt, lastActiveAt }: Row): LapsingAgent => ({
  risk: RISK_LEVELS.find((level) => level === riskLevel) ?? 'critical',
  createdAt: createdAt.getTime(),
  confirmedAt: confirmedAt?.getTime() ?? null,
  lastActiveAt: lastActiveAt?.getTime() ?? null,
})
export const toldOf = (notice: Pick<LapseNotice, 'toldAt' | 'dueAt' | 'stopsAt'>): Told => ({ toldAt: notice.toldAt.getTime(), dueAt: notice.dueAt.getTime(), stopsAt: notice.stopsAt.getTime() })

/** How one agent stands by what was told of it. What it was stopped for was told for good: after a restore it is told anew. */
export function standing(kind: LapseKind, numbers: LapseNumbers, agent: Row, notice: LapseNotice | undefined, now: Date): Lapse | null {
  return lapseOf(kind, numbers, lapsingAgent(agent), notice && notice.orderId === null ? toldOf(notice) : null, now.getTime())
}

/** `agent a` that acts: it alone can lapse. Agents of drills are nobody's to look after. */
export const ACTING_SQL = Prisma.sql`a.state = 'active' and a.revision_in_force_id is not null and a.registered_by <> 'containment.drill' and not ${CONTAINED_SQL}`

/** Since when `agent a` is needed, as far as anybody has said. */
export const SAID_SQL = Prisma.sql`coalesce(a.confirmed_at, a.created_at)`

/** Of which `agent a` people would be told at that time: what `lapseOf` calls past `tellAt`, as a range of an index. */
export function tellableSql(kind: LapseKind, numbers: LapseNumbers, at: Date): Prisma.Sql {
  const before = (days: number): Date => new Date(at.getTime() - days * DAY_MS)
  if (kind === 'inactive') {
    const since = before(numbers.inactive_days)
    return Prisma.sql`(${SAID_SQL} <= ${since} and a.created_at <= ${since} and (a.last_active_at is null or a.last_active_at <= ${since}))`
  }
  const byRisk = RISK_LEVELS.map((risk) => Prisma.sql`(a.risk_level = ${risk} and ${SAID_SQL} <= ${before(numbers[risk] - numbers.notice_days)})`)
  return Prisma.sql`(${Prisma.join(byRisk, ' or ')})`
}
