'use client'

import { formatTime, formatUtc, relativeTime, type TimeStyle } from './time-format'
import { useNow } from './ticking'
import { useZone } from './zone'
import { cn } from './cn'

type Props = Readonly<{
  /** ISO 8601. */
  value: string | null | undefined
  /** `relative` says how long ago and moves with the clock; its hover has the exact time. */
  style?: TimeStyle | 'relative'
  /** What stands there when there is no time. */
  absent?: string
  className?: string
}>

/** A time in the reader's zone, with UTC on hover. */
export function TimeStamp({ value, style = 'datetime', absent = 'never', className }: Props) {
  const zone = useZone()
  if (!value) return <span className={cn('text-ink-3', className)}>{absent}</span>
  const date = new Date(value)
  const shared = { dateTime: value, className: cn('whitespace-nowrap', className) }
  if (style === 'relative') return <RelativeTime date={date} zone={zone} {...shared} />
  return (
    <time title={formatUtc(date)} {...shared}>
      {formatTime(date, zone, style)}
    </time>
  )
}

/** Apart, so that only relative times listen to the clock. */
function RelativeTime({ date, zone, ...rest }: Readonly<{ date: Date; zone: string; dateTime: string; className: string }>) {
  const now = useNow()
  return (
    <time title={`${formatTime(date, zone, 'datetime')} (${formatUtc(date)})`} {...rest}>
      {now === null ? formatTime(date, zone, 'datetime') : relativeTime(date, new Date(now))}
    </time>
  )
}
