import { z } from 'zod'

const ZONE_MAX = 64

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

/** By its name in the IANA time zone database, as a browser says it; an offset alone knows no summer. */
export const ZoneField = z.string().max(ZONE_MAX).regex(/^[A-Za-z][A-Za-z0-9_+/-]*$/, 'is the name of no time zone').refine(isZone, 'is the name of no time zone')

/** A moment as its reader writes it, with the zone's name beside it: "2026-11-22 20:30 Europe/Berlin". */
export function timeIn(zone: string, at: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).formatToParts(new Date(at))
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')} ${zone}`
}
