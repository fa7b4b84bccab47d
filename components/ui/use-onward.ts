'use client'

import { useRouter } from 'next/navigation'
import { useCallback } from 'react'
import { stillHere } from './departures'

/**
 * For an act that leads to another page: `const goOn = onward()` before it is sent, and `goOn(href)` once it is answered.
 * Whoever has set out for somewhere else in between is not called back.
 */
export function useOnward(): () => (href: string) => void {
  const router = useRouter()
  return useCallback(() => {
    const isHere = stillHere()
    return (href) => {
      if (isHere()) router.push(href)
    }
  }, [router])
}
