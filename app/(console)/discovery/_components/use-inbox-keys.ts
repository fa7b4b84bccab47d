'use client'

import { useLayoutEffect, useRef } from 'react'
import { isTyping } from '@/components/shell/is-typing'

export type InboxKey = 'next' | 'previous' | 'register' | 'merge' | 'ignore'

const KEYS: Readonly<Record<string, InboxKey>> = { j: 'next', k: 'previous', r: 'register', m: 'merge', i: 'ignore' }
/** `g` and a letter goes to another area: that letter is not the row's. */
const GO_MS = 1_200

export const foundOf = (element: Element | null): string | null => element?.closest<HTMLElement>('[data-found]')?.dataset.found ?? null

/** A key acts on the row that has the focus and on no other, and never while somebody types or a dialog is open. It is heard from the moment the list is taken over, and not after the next frame. */
export function useInboxKeys(onKey: (key: InboxKey, id: string | null) => void): void {
  const current = useRef(onKey)
  useLayoutEffect(() => {
    current.current = onKey
  })
  useLayoutEffect(() => {
    let wentAt = -GO_MS
    function onKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || isTyping(event)) return
      const pressed = event.key.toLowerCase()
      if (pressed === 'g') {
        wentAt = event.timeStamp
        return
      }
      if (event.timeStamp - wentAt < GO_MS) return
      const key = KEYS[pressed]
      const id = foundOf(document.activeElement)
      if (!key || (id === null && key !== 'next' && key !== 'previous') || (event.repeat && key !== 'next' && key !== 'previous')) return
      event.preventDefault()
      current.current(key, id)
    }
    // Before the shell's own keys, which leave alone what is taken here.
    document.addEventListener('keydown', onKeyDown, true)
    return () => document.removeEventListener('keydown', onKeyDown, true)
  }, [])
}
