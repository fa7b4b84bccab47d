'use client'

import { useRef, type PointerEvent } from 'react'

const HOLD_MS = 400
const DRIFT_PX = 10

/**
 * Tells a tap from a rest of the thumb. A touch that is held, or that moves, is not a click: `onHold` runs instead, so
 * that on a phone one can read what a button would do without doing it.
 */
export function useHold(onHold: () => void) {
  const touch = useRef<{ timer: ReturnType<typeof setTimeout>; x: number; y: number } | null>(null)
  const spent = useRef(false)

  function end() {
    if (touch.current) clearTimeout(touch.current.timer)
    touch.current = null
  }

  return {
    /** True once after a touch that must not count as a click. */
    takeSpent(): boolean {
      const was = spent.current
      spent.current = false
      return was
    },
    handlers: {
      onPointerDown(event: PointerEvent) {
        spent.current = false
        if (event.pointerType !== 'touch') return
        const timer = setTimeout(() => {
          spent.current = true
          onHold()
        }, HOLD_MS)
        touch.current = { timer, x: event.clientX, y: event.clientY }
      },
      onPointerMove(event: PointerEvent) {
        const from = touch.current
        if (from && Math.hypot(event.clientX - from.x, event.clientY - from.y) > DRIFT_PX) {
          spent.current = true
          end()
        }
      },
      onPointerUp: end,
      onPointerCancel() {
        spent.current = true
        end()
      },
      onContextMenu(event: { preventDefault(): void }) {
        if (spent.current) event.preventDefault()
      },
    },
  }
}
