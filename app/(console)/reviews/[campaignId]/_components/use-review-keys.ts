'use client'

import { useEffect, useRef } from 'react'
import { isTyping } from '@/components/shell/is-typing'

export type ReviewKey = 'keep' | 'reduce' | 'remove' | 'comment' | 'undo' | 'select' | 'expand' | 'submit' | 'help'

const KEYS: Readonly<Record<string, ReviewKey>> = { a: 'keep', e: 'reduce', r: 'remove', c: 'comment', u: 'undo', x: 'expand', ' ': 'select', '?': 'help' }
/** `g` and a letter goes to another area: the letter is not the row's. */
const GO_MS = 1_200

const rowsHere = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-review-item]')]
const rowOf = (element: Element | null): HTMLElement | null => element?.closest<HTMLElement>('[data-review-item]') ?? null
const focus = (row: HTMLElement | undefined): void => row?.querySelector<HTMLElement>('[data-review-name]')?.focus()

export function focusNext(id: string, step = 1): void {
  const rows = rowsHere()
  focus(rows[rows.findIndex((row) => row.dataset.reviewItem === id) + step])
}

/** A key acts on the row that has the focus and on no other, and never while somebody types or a dialog is open. */
export function useReviewKeys(onKey: (key: ReviewKey, id: string | null) => void): void {
  const current = useRef(onKey)
  useEffect(() => {
    current.current = onKey
  })
  useEffect(() => {
    let goUntil = 0
    function onKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented || event.altKey || isTyping(event)) return
      if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') {
        event.preventDefault()
        return current.current('submit', null)
      }
      if (event.ctrlKey || event.metaKey || event.repeat) return
      const pressed = event.key.toLowerCase()
      if (pressed === 'g') goUntil = event.timeStamp + GO_MS
      if (pressed === 'g' || event.timeStamp < goUntil) return
      const row = rowOf(document.activeElement)
      if (pressed === 'j' || pressed === 'k') {
        event.preventDefault()
        const rows = rowsHere()
        if (!row) focus(pressed === 'j' ? rows[0] : rows.at(-1))
        else focus(rows[rows.indexOf(row) + (pressed === 'j' ? 1 : -1)])
        return
      }
      const key = KEYS[pressed]
      if (!key) return
      // On one of the row's own buttons the space bar presses it.
      if (key === 'select' && !document.activeElement?.matches('[data-review-name]')) return
      if (key !== 'help' && !row) return
      event.preventDefault()
      current.current(key, row?.dataset.reviewItem ?? null)
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
}
