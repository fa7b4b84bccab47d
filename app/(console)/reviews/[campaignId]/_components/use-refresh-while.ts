'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'

const LOOK_EVERY_MS = 2_000

/** Reads the page again every few seconds, for as long as what it shows is not over. */
export function useRefreshWhile(isGoingOn: boolean): void {
  const router = useRouter()
  useEffect(() => {
    if (!isGoingOn) return
    const timer = setInterval(() => router.refresh(), LOOK_EVERY_MS)
    return () => clearInterval(timer)
  }, [isGoingOn, router])
}
