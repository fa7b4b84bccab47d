'use client'

import { createContext, startTransition, use, useEffect, useState, type ReactNode } from 'react'
import { readZone, rememberPreference, ZONE_COOKIE } from './preferences'

const ZoneContext = createContext('UTC')

/**
 * The reader's time zone. The server knows it from the second page on, by a cookie; the first page is rendered in UTC
 * and corrected after hydration, so the two never disagree while React compares them.
 */
export function ZoneProvider({ initial, children }: Readonly<{ initial: string | undefined; children: ReactNode }>) {
  const [zone, setZone] = useState(() => readZone(initial))
  useEffect(() => {
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone
    if (!here || here === zone) return
    rememberPreference(ZONE_COOKIE, here)
    // In no hurry: parts of the page that React has not taken over yet would be thrown away and drawn anew.
    startTransition(() => setZone(here))
  }, [zone])
  return <ZoneContext value={zone}>{children}</ZoneContext>
}

export function useZone(): string {
  return use(ZoneContext)
}
