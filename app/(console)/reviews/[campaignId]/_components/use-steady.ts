'use client'

import { useLayoutEffect, useMemo, useRef } from 'react'
import type { RowHandlers } from './item-row'

/** The same handlers for good, which do what the latest would: rows that are given them need not be drawn anew. */
export function useSteady(latest: RowHandlers): RowHandlers {
  const current = useRef(latest)
  useLayoutEffect(() => {
    current.current = latest
  })
  return useMemo<RowHandlers>(
    () => ({
      act: (item, what) => current.current.act(item, what),
      select: (id) => current.current.select(id),
      withdraw: (item, questionId) => current.current.withdraw(item, questionId),
      expand: (id) => current.current.expand(id),
    }),
    [],
  )
}
