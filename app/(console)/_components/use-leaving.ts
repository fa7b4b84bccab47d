'use client'

import { useCallback, useEffect, useState } from 'react'
import { stillHere } from '@/components/ui/departures'

/**
 * For an act that is approved on the authority's page: `const leave = leaving.begin()` before it is sent, and `leave(url)`
 * once it is answered. Whoever has set out for somewhere else in between is not taken there.
 */
export function useLeaving(): Readonly<{ isLeaving: boolean; begin: () => (url: string) => void }> {
  const [leavingFor, setLeavingFor] = useState<string | null>(null)
  useEffect(() => {
    if (leavingFor) location.assign(leavingFor)
  }, [leavingFor])
  const begin = useCallback(() => {
    const isHere = stillHere()
    return (url: string) => {
      if (isHere()) setLeavingFor(url)
    }
  }, [])
  return { isLeaving: leavingFor !== null, begin }
}
