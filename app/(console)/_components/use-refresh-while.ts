'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useTransition } from 'react'

const LOOK_EVERY_MS = 2_000

/**
 * Reads the page again every few seconds, for as long as what it shows is not over. Never before it has come from the
 * last time: what is asked for again and again of a console that is busy would queue up there, before whatever the
 * person does next.
 */
export function useRefreshWhile(isGoingOn: boolean): void {
  const router = useRouter()
  const [isReading, startReading] = useTransition()
  useEffect(() => {
    if (!isGoingOn || isReading) return
    const timer = setTimeout(() => startReading(() => router.refresh()), LOOK_EVERY_MS)
    return () => clearTimeout(timer)
  }, [isGoingOn, isReading, router])
}
