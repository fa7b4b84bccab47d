'use client'

import { useCallback, useLayoutEffect, useRef, type ReactNode } from 'react'

type FocusReturn = Readonly<{
  /** Stands first in the dialog, so that nothing in it has taken the focus yet. */
  mark: ReactNode
  onCloseAutoFocus: (event: Event) => void
}>

/** A dialog that no trigger opened (a key did, or a menu) gives the focus back to where it was. */
export function useFocusReturn(): FocusReturn {
  const before = useRef<HTMLElement | null>(null)
  function onCloseAutoFocus(event: Event) {
    const element = before.current
    if (!element?.isConnected || element === document.body) return
    event.preventDefault()
    element.focus()
  }
  const onOpen = useCallback((element: Element | null) => {
    // Chosen from a menu, which closes meanwhile: back to the button that opened that.
    const menu = element?.closest('[role=menu]')
    const from = menu ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '') : element
    before.current = from instanceof HTMLElement ? from : null
  }, [])
  return { mark: <Mark onOpen={onOpen} />, onCloseAutoFocus }
}

function Mark({ onOpen }: Readonly<{ onOpen: (focused: Element | null) => void }>) {
  useLayoutEffect(() => onOpen(document.activeElement), [onOpen])
  return null
}
