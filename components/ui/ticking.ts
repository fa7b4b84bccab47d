'use client'

import { useSyncExternalStore } from 'react'

const TICK_MS = 1_000
const readers = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | null = null
let now = 0

/** One clock for the page, however many times stand on it. */
function subscribe(reader: () => void) {
  readers.add(reader)
  if (!timer) {
    now = Date.now()
    timer = setInterval(() => {
      now = Date.now()
      for (const each of readers) each()
    }, TICK_MS)
  }
  return () => {
    readers.delete(reader)
    if (readers.size === 0 && timer) {
      clearInterval(timer)
      timer = null
    }
  }
}

const read = () => (now ||= Date.now())

/** The browser's time in milliseconds, each second; null on the server and while hydrating. */
export function useNow(): number | null {
  return useSyncExternalStore<number | null>(subscribe, read, () => null)
}
