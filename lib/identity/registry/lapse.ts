import type { RiskLevel } from '@/lib/kernel/risk-levels'
import type { LapseKind, LapseNumbers } from './lapse-contract'

/** Times in milliseconds since 1970. */
export type LapsingAgent = Readonly<{ risk: RiskLevel; createdAt: number; confirmedAt: number | null; lastActiveAt: number | null }>
/** What people were told, and when. */
export type Told = Readonly<{ toldAt: number; dueAt: number; stopsAt: number }>
export type Lapse = Readonly<{
  /** `fine`: it is not time yet to tell anybody. `over`: it is to be stopped. */
  phase: 'fine' | 'notice' | 'grace' | 'over'
  /** By when somebody has to confirm it. */
  dueAt: number
  stopsAt: number
}>

const DAY_MS = 86_400_000

/**
 * Where an agent stands. Without anybody having been told of it, what would follow if they were told now, or when it is
 * time. Who was told is kept to: numbers that were shortened since stop nothing sooner than it was said, and those that
 * were lengthened are for everybody. Null: the tenant lets none lapse so.
 */
export function lapseOf(kind: LapseKind, numbers: LapseNumbers, agent: LapsingAgent, told: Told | null, now: number): Lapse | null {
  if (!numbers[kind]) return null
  const said = agent.confirmedAt ?? agent.createdAt
  const [notice, grace] = [numbers.notice_days * DAY_MS, numbers.grace_days * DAY_MS]
  // A confirmation says as well that it may rest.
  const tellAt = kind === 'reconfirm' ? said + numbers[agent.risk] * DAY_MS - notice : Math.max(said, agent.lastActiveAt ?? agent.createdAt) + numbers.inactive_days * DAY_MS
  const wanted = tellAt + notice
  if (now < tellAt) return { phase: 'fine', dueAt: wanted, stopsAt: wanted + grace }
  if (!told) {
    const dueAt = Math.max(wanted, now + notice)
    return { phase: 'notice', dueAt, stopsAt: dueAt + grace }
  }
  const dueAt = Math.max(wanted, told.dueAt, told.toldAt + notice)
  const stopsAt = Math.max(told.stopsAt, dueAt + grace)
  return { phase: now < dueAt ? 'notice' : now < stopsAt ? 'grace' : 'over', dueAt, stopsAt }
}
