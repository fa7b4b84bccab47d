'use client'

import { useMemo, useState } from 'react'
import type { ItemChange } from '@/lib/identity/reviews/contract'
import type { WorkItem } from './work-item'

/** The items as they were read, with what became of them since: nothing is shown that the authority has not confirmed. */
export function useItems(given: readonly WorkItem[], me: string): [readonly WorkItem[], (changes: readonly ItemChange[]) => void] {
  const [changes, setChanges] = useState<ReadonlyMap<string, ItemChange>>(new Map())
  const items = useMemo(
    () =>
      given
        .map((item) => {
          const change = changes.get(item.id)
          return change && change.version > item.version ? { ...item, ...change } : item
        })
        .filter(({ reviewer }) => reviewer.id === me),
    [given, changes, me],
  )
  return [items, (done) => setChanges((before) => new Map([...before, ...done.map((one) => [one.id, one] as const)]))]
}
