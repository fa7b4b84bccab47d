'use client'

import { useRouter } from 'next/navigation'
import { useCallback } from 'react'
import { setOut } from './departures'

/** Goes to another page as a link does, for a key or a button. */
export function useGo(): (href: string) => void {
  const router = useRouter()
  return useCallback(
    (href) => {
      setOut()
      router.push(href)
    },
    [router],
  )
}
