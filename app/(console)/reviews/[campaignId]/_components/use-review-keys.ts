'use client'

import { useLayoutEffect, useRef, useSyncExternalStore } from 'react'
import { isTyping } from '@/components/shell/is-typing'

export type ReviewKey = 'next' | 'previous' | 'group' | 'keep' | 'reduce' | 'remove' | 'comment' | 'ask' | 'reassign' | 'undo' | 'select' | 'expand' | 'submit' | 'help'

const KEYS: Readonly<Record<string, ReviewKey>> = {
  j: 'next', k: 'previous', a: 'keep', e: 'reduce', r: 'remove', c: 'comment', q: 'ask', t: 'reassign', u: 'undo', x: 'expand', ' ': 'select', '?': 'help',
} // prettier-ignore
/** These need no row. */
const ANYWHERE: readonly ReviewKey[] = ['next', 'previous', 'group', 'help', 'submit']
/** `g` and a letter goes to another area: the letter is not the row's, and `g` alone is the next group. */
const GO_MS = 1_200

export const rowOf = (element: Element | null): string | null => element?.closest<HTMLElement>('[data-review-item]')?.dataset.reviewItem ?? null

const unchanging = () => () => undefined

/**
 * A key acts on the row that has the focus and on no other, and never while somebody types or a dialog is open. Returns
 * whether keys are heard: they are from the moment on in which the list is drawn, and where it came drawn from the
 * server from a moment later, until which it says that it is busy.
 */
export function useReviewKeys(onKey: (key: ReviewKey, id: string | null) => void): boolean {
  const current = useRef(onKey)
  const isHeard = useSyncExternalStore(unchanging, () => true, () => false)
  useLayoutEffect(() => {
    current.current = onKey
  })
  // Before it is painted, and not after: whoever sees the list may press a key.
  useLayoutEffect(() => {
    let going: ReturnType<typeof setTimeout> | undefined
    const stopGoing = () => {
      clearTimeout(going)
      going = undefined
    }
    function onKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented || event.altKey || isTyping(event)) return
      if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') {
        event.preventDefault()
        return current.current('submit', null)
      }
      if (event.ctrlKey || event.metaKey) return
      const pressed = event.key.toLowerCase()
      if (pressed === 'g' && !event.repeat) {
        stopGoing()
        if (event.shiftKey) {
          event.preventDefault()
          return current.current('group', null)
        }
        going = setTimeout(() => {
          going = undefined
          current.current('group', null)
        }, GO_MS)
        return
      }
      if (going !== undefined && pressed.length === 1) return stopGoing()
      const key = KEYS[pressed]
      if (!key || (event.repeat && key !== 'next' && key !== 'previous')) return
      const row = rowOf(document.activeElement)
      // On one of the row's own buttons the space bar presses it.
      if (key === 'select' && !document.activeElement?.matches('[data-review-name]')) return
      if (row === null && !ANYWHERE.includes(key)) return
      event.preventDefault()
      current.current(key, row)
    }
    // Before the shell's own keys, which leave alone what is taken here.
    document.addEventListener('keydown', onKeyDown, true)
    return () => {
      stopGoing()
      document.removeEventListener('keydown', onKeyDown, true)
    }
  }, [])
  return isHeard
}
