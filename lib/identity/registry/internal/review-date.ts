import { refuse, type Result } from '@/lib/kernel/result'
import type { RiskLevel } from '../contract'

/** How long an agent may go without a review: the more it could do, the sooner. */
const DAYS: Record<RiskLevel, number> = { low: 90, medium: 60, high: 30, critical: 14 }
const DAYS_MAX = 366
const DAY_MS = 86_400_000

/** The given date, or the one that the risk asks for. */
export function reviewDate(given: string | undefined, risk: RiskLevel, now: Date): Result<Date, string> {
  if (given === undefined) return { ok: true, value: new Date(now.getTime() + DAYS[risk] * DAY_MS) }
  const date = new Date(given)
  if (date <= now) return refuse('is in the past')
  if (date.getTime() > now.getTime() + DAYS_MAX * DAY_MS) return refuse(`is more than ${DAYS_MAX} days away`)
  return { ok: true, value: date }
}
