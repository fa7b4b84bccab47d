import { MANDATE_SECONDS_MAX, MANDATE_SECONDS_MIN } from '@/lib/identity/delegation'

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
export const LIFETIME_DEFAULT_SECONDS = 8 * HOUR
const USUAL = [15 * MINUTE, HOUR, 8 * HOUR] as const

export type Lifetimes = { /** The longest that may be given: what the agent asked for, 30 days at most. */ max: number; options: { seconds: number; label: string }[]; chosen: number }

/** Offers what is shorter than asked for, and what was asked for; chosen is the shorter of that and eight hours. */
export function lifetimes(requested: unknown): Lifetimes {
  const max = requestedSeconds(requested)
  const seconds = [...new Set([...USUAL.filter((usual) => usual < max), max])]
  return { max, options: seconds.map((value) => ({ seconds: value, label: inWords(value) })), chosen: Math.min(max, LIFETIME_DEFAULT_SECONDS) }
}

function requestedSeconds(requested: unknown): number {
  const value = typeof requested === 'string' || typeof requested === 'number' ? Number(requested) : Number.NaN
  if (!Number.isInteger(value) || value <= 0) return LIFETIME_DEFAULT_SECONDS
  return Math.min(Math.max(value, MANDATE_SECONDS_MIN), MANDATE_SECONDS_MAX)
}

/** What came back from the page, or null when that is no time that was offered: never longer than asked for. */
export function chosenSeconds(raw: string, { max }: Lifetimes): number | null {
  const seconds = /^\d{1,8}$/.test(raw) ? Number(raw) : Number.NaN
  return seconds >= MANDATE_SECONDS_MIN && seconds <= max ? seconds : null
}

export function inWords(seconds: number): string {
  for (const [unit, name] of [[DAY, 'day'], [HOUR, 'hour'], [MINUTE, 'minute']] as const)
    if (seconds >= unit && (seconds % unit === 0 || seconds >= 10 * unit)) {
      const count = Math.round(seconds / unit)
      return `${count} ${name}${count === 1 ? '' : 's'}`
    }
  return seconds >= HOUR ? `${Math.floor(seconds / HOUR)} h ${Math.round((seconds % HOUR) / MINUTE)} min` : `${seconds} seconds`
}
