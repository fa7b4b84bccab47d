import type { KeyboardEvent } from 'react'

/** In a text of several lines, Enter ends a line; with Control or Command it sends the form. */
export function sendsWithControlEnter(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
  event.preventDefault()
  event.currentTarget.form?.requestSubmit()
}
