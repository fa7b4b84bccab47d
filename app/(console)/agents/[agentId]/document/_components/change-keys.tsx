'use client'

import { useLayoutEffect } from 'react'
import { isTyping } from '@/components/shell/is-typing'

/** `j` and `k` move along the changes, `b` to the next breaking one. */
export function ChangeKeys() {
  useLayoutEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return
      const step = event.key === 'k' ? -1 : event.key === 'j' || event.key === 'b' ? 1 : 0
      if (step === 0) return
      const rows = [...document.querySelectorAll<HTMLElement>(event.key === 'b' ? '[data-change=breaking]' : '[data-change]')]
      const here = rows.findIndex((row) => row === document.activeElement)
      const next = here < 0 ? rows[0] : rows[Math.min(rows.length - 1, Math.max(0, here + step))]
      if (!next) return
      next.focus()
      next.scrollIntoView({ block: 'nearest' })
      event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  return null
}
