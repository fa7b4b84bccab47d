/** Times that are asked for by length; exact ones are `since` and `until` in the URL. */
export const WINDOWS = [
  { value: '15m', label: 'Last 15 minutes', minutes: 15 },
  { value: '1h', label: 'Last hour', minutes: 60 },
  { value: '24h', label: 'Last 24 hours', minutes: 1_440 },
  { value: '7d', label: 'Last 7 days', minutes: 10_080 },
] as const

export function sinceOf(window: string | undefined, now = new Date()): string | undefined {
  const chosen = WINDOWS.find((each) => each.value === window)
  return chosen && new Date(now.getTime() - chosen.minutes * 60_000).toISOString()
}

const HOUR_MS = 3_600_000

/** The hour, by the clock of UTC, that a moment is in; as the filters of the URL name it. */
export function hourOf(at: string): { since: string; until: string } {
  const begin = Math.floor(new Date(at).getTime() / HOUR_MS) * HOUR_MS
  return { since: new Date(begin).toISOString(), until: new Date(begin + HOUR_MS).toISOString() }
}

/** A bound of a filter as people read it; as it is where it is no time. */
export const momentInWords = (value: string): string => (Number.isNaN(Date.parse(value)) ? value : `${new Date(value).toISOString().slice(0, 16).replace('T', ' ')} UTC`)
