'use client'

import { useLayoutEffect, useRef, type ReactNode, type RefObject } from 'react'

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
  return { mark: <Mark before={before} />, onCloseAutoFocus }
}

function Mark({ before }: Readonly<{ before: RefObject<HTMLElement | null> }>) {
  useLayoutEffect(() => {
    before.current = document.activeElement instanceof HTMLElement ? document.activeElement : null
  }, [before])
  return null
}
