const SECONDS_BELOW = 100_000_000_000
const EARLIEST = Date.UTC(2000, 0, 1)
const LATEST = Date.UTC(2100, 0, 1)
/** `2025-03-21 21:29:49.364000000`, `2024-01-19T13:47:18.279921Z`: what has no zone is UTC, as all of these systems write. */
const WRITTEN = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(\.\d{1,9})?\s*(Z|UTC|[+-]\d\d:?\d\d)?$/i

/** A moment in milliseconds, out of ISO 8601, seconds or milliseconds since 1970; null: none. */
export function timeOf(value: unknown): number | null {
  const time = typeof value === 'number' ? fromNumber(value) : typeof value === 'string' ? fromText(value.trim()) : null
  return time !== null && time >= EARLIEST && time < LATEST ? time : null
}

const fromNumber = (value: number): number | null => (Number.isFinite(value) ? Math.round(Math.abs(value) < SECONDS_BELOW ? value * 1_000 : value) : null)

function fromText(value: string): number | null {
  if (/^\d{9,13}(?:\.\d+)?$/.test(value)) return fromNumber(Number(value))
  const [, day, clock, fraction = '', zone = 'Z'] = WRITTEN.exec(value) ?? []
  if (!day || !clock) return null
  const time = Date.parse(`${day}T${clock}${fraction.slice(0, 4)}${/^utc$/i.test(zone) ? 'Z' : zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2').toUpperCase()}`)
  return Number.isNaN(time) ? null : time
}
