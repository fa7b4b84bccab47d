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
    <p className={lost ? 'text-xs font-medium text-caution' : 'text-xs text-ink-3'}>
      {/* Said aloud when it changes; the time, that changes every second or two, is not. */}
      <span role="status">{lost ? 'Contact lost' : asking ? 'No live stream, read every few seconds' : 'Live'}</span>, as of <TimeStamp value={asOf} style="time" />
    </p>
  )
}
