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
