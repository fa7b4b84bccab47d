const UNITS = { min: 1, h: 60, d: 1_440 } as const

/** Minutes as people write them: the largest unit that leaves no rest. */
export function dueWords(minutes: number): string {
  const unit = minutes % UNITS.d === 0 ? 'd' : minutes % UNITS.h === 0 ? 'h' : 'min'
  return `${minutes / UNITS[unit]} ${unit}`
}

/** `15 min`, `4 h`, `7 d`; an empty text is no time at all. Undefined: it cannot be read. */
export function readDue(text: string): number | null | undefined {
  if (text.trim() === '') return null
  const [, count, unit = ''] = /^\s*(\d{1,5})\s*(min|h|d)\s*$/i.exec(text) ?? []
  const size = UNITS[unit.toLowerCase() as keyof typeof UNITS]
  return count === undefined || size === undefined || Number(count) === 0 ? undefined : Number(count) * size
}
