'use client'

import { useRef, type PointerEvent } from 'react'

const HOLD_MS = 400
const DRIFT_PX = 10

type Touch = { timer: ReturnType<typeof setTimeout>; x: number; y: number; began: number; drifted: boolean }

/**
 * Tells a tap from a rest of the thumb. A touch that is held, or that moves, is not a click: `onHold` runs instead, so
 * that on a phone one can read what a button would do without doing it.
 *
 * INVARIANT: a short tap always counts, however late a busy page comes to handle it; so the times of the events decide
 * and not the timer.
 */
export function useHold(onHold: () => void) {
  const touch = useRef<Touch | null>(null)
  const spent = useRef(false)

  function end(): Touch | null {
    const ended = touch.current
    if (ended) clearTimeout(ended.timer)
    touch.current = null
    return ended
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
        touch.current = { timer: setTimeout(onHold, HOLD_MS), x: event.clientX, y: event.clientY, began: event.timeStamp, drifted: false }
      },
      onPointerMove(event: PointerEvent) {
        const from = touch.current
        if (!from || Math.hypot(event.clientX - from.x, event.clientY - from.y) <= DRIFT_PX) return
        clearTimeout(from.timer)
        from.drifted = true
      },
      onPointerUp(event: PointerEvent) {
        const ended = end()
        spent.current = ended !== null && (ended.drifted || event.timeStamp - ended.began >= HOLD_MS)
      },
      onPointerCancel() {
        spent.current = end() !== null
      },
      onContextMenu(event: { preventDefault(): void }) {
        // A long press asks for a menu on some phones; here it asked what Halt covers.
        if (touch.current) event.preventDefault()
      },
    },
  }
}
