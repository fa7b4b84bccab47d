'use client'

import { useLayoutEffect } from 'react'
import { isTyping } from '@/components/shell/is-typing'

/** `j` and `k` move along the list of events; Enter opens the one in focus, as on any link. */
export function ExplorerKeys() {
  useLayoutEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return
      const step = event.key === 'j' ? 1 : event.key === 'k' ? -1 : 0
      if (step === 0) return
      const links = [...document.querySelectorAll<HTMLElement>('[data-event]')]
      const from = links.findIndex((link) => link === document.activeElement)
      const here = from >= 0 ? from : links.findIndex((link) => link.getAttribute('aria-current') === 'true')
      links[here < 0 ? 0 : Math.min(links.length - 1, Math.max(0, here + step))]?.focus()
      event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  return null
}
