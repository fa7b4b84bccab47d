const PARTS = { year: 'numeric', month: 'short', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const

export type TimeStyle = 'datetime' | 'time' | 'date'

const formats = new Map<string, Intl.DateTimeFormat>()

function partsIn(date: Date, zone: string) {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', { ...PARTS, timeZone: zone })
    formats.set(zone, format)
  }
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {}
  for (const { type, value } of format.formatToParts(date)) parts[type] = value
  return parts
}

/**
 * Put together from parts, since the punctuation between them differs from one ICU to the next, and server and browser
 * must write the same.
 */
export function formatTime(date: Date, zone: string, style: TimeStyle): string {
  if (Number.isNaN(date.getTime())) return 'unknown time'
  const { year, month, day, hour, minute, second } = partsIn(date, zone)
  const clock = `${hour}:${minute}:${second}`
  const calendar = `${day} ${month?.slice(0, 3)} ${year}`
  if (style === 'time') return clock
  return style === 'date' ? calendar : `${calendar}, ${clock}`
}

/** The exact instant: what is said on hover, and before the reader's zone is known. */
export function formatUtc(date: Date): string {
  if (Number.isNaN(date.getTime())) return 'unknown time'
  return `${date.toISOString().replace('T', ' ').replace('Z', '')} UTC`
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const

/** "4 min ago", "in 12 s", "now". One unit, rounded down, so that it never claims more time than there is. */
export function relativeTime(date: Date, now: Date): string {
  const difference = date.getTime() - now.getTime()
  if (Number.isNaN(difference)) return 'unknown time'
  const size = Math.abs(difference)
  const unit = UNITS.find(([, milliseconds]) => size >= milliseconds)
  if (!unit) return 'now'
  const amount = `${Math.floor(size / unit[1])} ${unit[0]}`
  return difference < 0 ? `${amount} ago` : `in ${amount}`
}
