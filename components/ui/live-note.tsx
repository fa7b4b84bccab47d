'use client'

import { TimeStamp } from './time-stamp'

type Props = Readonly<{
  /** When it was last true. */
  asOf: string
  /** The last attempt to read it failed. */
  lost: boolean
  /** It is not told of changes, but asks again and again. */
  asking?: boolean
}>

/** What a live part says of its own freshness: quiet while in contact, plain when not. */
export function LiveNote({ asOf, lost, asking = false }: Props) {
  return (
    <p role="status" className={lost ? 'text-xs font-medium text-caution' : 'text-xs text-ink-3'}>
      {lost ? 'Contact lost, as of ' : asking ? 'No live stream, so read every few seconds; as of ' : 'Live, as of '}
      <TimeStamp value={asOf} style="time" />
    </p>
  )
}
