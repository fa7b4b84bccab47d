'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { PersonView } from '@/lib/identity/access/contract'
import type { Page } from '@/lib/kernel/fields'
import { liveQueries } from './live-queries'
import { readLive } from './read-live'

const PAUSE_MS = 120

export type FoundPerson = Pick<PersonView, 'id' | 'name' | 'email' | 'status'>
/** With `active`, only those who may act. */
type Asked = Readonly<{ text: string; active: boolean; enabled?: boolean }>

/** People by a part of their name or e-mail address, by the authority, as somebody types. */
export function usePeople({ text, active, enabled = true }: Asked) {
  const typed = text.trim()
  const asked = usePaused(typed)
  const { data, isError, isFetching, isPlaceholderData } = useQuery(
    {
      queryKey: ['people', active, asked],
      queryFn: () => readLive<Page<FoundPerson>>(`/api/live/people?${new URLSearchParams({ q: asked, ...(active ? { status: 'active' } : {}) })}`),
      placeholderData: keepPreviousData,
      enabled,
    },
    liveQueries(),
  )
  // Until the answer to this very text is here, only what matches it may be picked: Enter, pressed fast, must never
  // take somebody who was not named.
  const isBehind = isPlaceholderData || asked !== typed
  const words = typed.toLowerCase()
  return {
    shown: data?.items.filter(({ name, email }) => !isBehind || name.toLowerCase().includes(words) || email.includes(words)),
    hasMore: !isBehind && data?.next != null,
    isError,
    isNone: !isBehind && !isFetching && data?.items.length === 0,
  }
}

function usePaused(value: string): string {
  const [paused, setPaused] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setPaused(value), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [value])
  return paused
}
