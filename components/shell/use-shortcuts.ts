'use client'

import { useLayoutEffect, useRef } from 'react'
import { useGo } from '@/components/ui/use-go'
import { isTyping } from './is-typing'
import type { RailItem } from './shell-types'

const SECOND_KEY_MS = 1_200

type Handlers = Readonly<{ items: readonly RailItem[]; onPalette: () => void; onHalt: () => void; onKeys: () => void }>

/** Ctrl K anywhere; `h`, `/`, `?` and `g` with a letter only while nobody is typing. */
export function useShortcuts({ items, onPalette, onHalt, onKeys }: Handlers): void {
  const go = useGo()
  const current = useRef({ items, onPalette, onHalt, onKeys })
  useLayoutEffect(() => {
    current.current = { items, onPalette, onHalt, onKeys }
  })

  useLayoutEffect(() => {
    let goUntil = 0
    function onKey(event: KeyboardEvent) {
      const handlers = current.current
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        return handlers.onPalette()
      }
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event)) return
      const key = event.key.toLowerCase()
      if (event.timeStamp < goUntil) {
        goUntil = 0
        const item = handlers.items.find((each) => each.key === key)
        if (item) {
          event.preventDefault()
          go(item.href)
        }
        return
      }
      if (key === 'g') goUntil = event.timeStamp + SECOND_KEY_MS
      else if (key === 'h') {
        event.preventDefault()
        handlers.onHalt()
      } else if (key === '/') {
        event.preventDefault()
        handlers.onPalette()
      } else if (key === '?') {
        event.preventDefault()
        handlers.onKeys()
      }
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [go])
}
