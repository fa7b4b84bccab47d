'use client'

import { parseAsString, useQueryStates } from 'nuqs'
import { useTransition } from 'react'

/** What a change of a filter takes away: a place in the old list, and what was open in it. */
const GONE = { cursor: null, trail: null, event: null, item: null, at: null } as const

/**
 * One filter of the page's URL. Changes that follow one another quickly are merged into one address, so that the second
 * does not undo the first while the page is still being read.
 */
export function useUrlFilter(name: string) {
  const [pending, startTransition] = useTransition()
  const [values, set] = useQueryStates(
    { [name]: parseAsString, cursor: parseAsString, trail: parseAsString, event: parseAsString, item: parseAsString, at: parseAsString },
    { shallow: false, history: 'push', scroll: false, startTransition },
  )
  return { value: values[name] ?? '', pending, choose: (value: string) => void set({ ...GONE, [name]: value || null }) }
}
