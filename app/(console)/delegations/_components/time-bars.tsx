'use client'

import { useRouter } from 'next/navigation'
import { useRef, useState, type KeyboardEvent } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { Link } from '@/components/ui/link'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { formatTime } from '@/components/ui/time-format'
import { useZone } from '@/components/ui/zone'

type Bar = Readonly<{ since: string; until: string; events: number; denied: number; href: string }>
type Props = Readonly<{ bars: readonly Bar[]; /** Where a stretch of bars leads, with `-since-` and `-until-` in it. */ wide: string }>

/** Events over time. A bar leads to its time; drawn over several, or with Shift and the arrows, to the time of all of them. */
export function TimeBars({ bars, wide }: Props) {
  const router = useRouter()
  const zone = useZone()
  const list = useRef<HTMLUListElement>(null)
  const [isTable, setTable] = useState(false)
  const [here, setHere] = useState(bars.length - 1)
  const [from, setFrom] = useState<number | null>(null)
  const top = Math.max(1, ...bars.map((bar) => bar.events))
  const most = bars.find((bar) => bar.events === top)
  const [low, high] = from === null ? [here, here] : [Math.min(from, here), Math.max(from, here)]
  const seconds = bars[0] ? (Date.parse(bars[0].until) - Date.parse(bars[0].since)) / 1_000 : 1
  const when = (at: string) => formatTime(new Date(at), zone, 'datetime').slice(0, seconds < 60 ? undefined : -3)

  const open = () => {
    const [first, last] = [bars[low], bars[high]]
    setFrom(null)
    if (first && last) router.push(low === high ? first.href : wide.replace('-since-', encodeURIComponent(first.since)).replace('-until-', encodeURIComponent(last.until)), { scroll: false })
  }
  const onKey = (event: KeyboardEvent) => {
    const to = event.key === 'ArrowLeft' ? here - 1 : event.key === 'ArrowRight' ? here + 1 : event.key === 'Home' ? 0 : event.key === 'End' ? bars.length - 1 : null
    if (event.key === 'Enter' && from !== null) {
      event.preventDefault()
      open()
    }
    if (event.key === 'Escape') setFrom(null)
    if (to === null || to < 0 || to >= bars.length) return
    event.preventDefault()
    setFrom(event.shiftKey ? (from ?? here) : null)
    setHere(to)
    list.current?.querySelectorAll('a')[to]?.focus()
  }
  return (
    <figure className="min-w-0">
      <figcaption className="flex items-start justify-between gap-2">
        <span className="min-w-0 text-xs">
          <span className="block font-semibold text-ink-2">{most ? `Most at ${when(most.since)}: ${top.toLocaleString('en')}` : 'Over time'}</span>
          <span className="block text-ink-3">{from === null ? `A bar is ${duration(seconds)}; its darker part was denied` : `${when(bars[low]?.since ?? '')} to ${when(bars[high]?.until ?? '')}: Enter opens it`}</span>
        </span>
        <Button size="sm" variant="ghost" onClick={() => setTable(!isTable)}>{isTable ? 'Chart' : 'Numbers'}</Button>
      </figcaption>
      {isTable ? (
        <div className="max-h-72 overflow-y-auto">
          <Table caption="Events over time">
            <THead>
              <Th>From</Th>
              <Th numeric>Events</Th>
              <Th numeric>Denied</Th>
            </THead>
            <TBody>
              {bars.map((bar) => (
                <Tr key={bar.since}>
                  <Td><Link href={bar.href} scroll={false} className="underline-offset-2 hover:underline">{when(bar.since)}</Link></Td>
                  <Td numeric>{bar.events}</Td>
                  <Td numeric>{bar.denied}</Td>
                </Tr>
              ))}
            </TBody>
          </Table>
        </div>
      ) : (
        // The keys move between the links in it, and say which of them a stretch has.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
        <ul ref={list} aria-label="Events over time" className="mt-1 flex h-20 touch-pan-y items-stretch" onKeyDown={onKey} onPointerLeave={() => setFrom(null)}>
          {bars.map((bar, n) => (
            <li key={bar.since} className="min-w-0 grow basis-0">
              <Link
                href={bar.href}
                scroll={false}
                tabIndex={n === here ? 0 : -1}
                draggable={false}
                aria-label={`${when(bar.since)} to ${when(bar.until)}: ${bar.events} ${bar.events === 1 ? 'event' : 'events'}, ${bar.denied} denied`}
                title={`${when(bar.since)}: ${bar.events}`}
                className={cn('flex h-full flex-col justify-end border-x border-transparent hover:bg-hover focus-visible:outline-offset-[-2px]!', from !== null && n >= low && n <= high && 'bg-selected')}
                onFocus={() => setHere(n)}
                onPointerDown={(event) => {
                  event.currentTarget.releasePointerCapture(event.pointerId) // so that others are entered by a finger, too
                  setHere(n)
                  setFrom(n)
                }}
                onPointerEnter={(event) => {
                  if (event.buttons === 1 && from !== null) setHere(n)
                }}
                onPointerUp={() => {
                  if (from !== null && from !== n) open()
                  else setFrom(null)
                }}
              >
                <span className={cn('min-h-px bg-ink-2', bar.denied === 0 && 'hidden')} style={{ height: `${(bar.denied / top) * 100}%` }} />
                <span className={cn('min-h-px bg-edge', bar.events === bar.denied && 'hidden')} style={{ height: `${((bar.events - bar.denied) / top) * 100}%` }} />
              </Link>
            </li>
          ))}
        </ul>
      )}
      {isTable ? null : (
        <p aria-hidden="true" className="flex justify-between border-t border-line pt-0.5 text-[11px] text-ink-3">
          <span>{when(bars[0]?.since ?? '')}</span>
          <span>{when(bars.at(-1)?.until ?? '')}</span>
        </p>
      )}
    </figure>
  )
}

const UNITS = [['week', 604_800], ['day', 86_400], ['hour', 3_600], ['minute', 60], ['second', 1]] as const

/** How long one bar is: "1 hour", "3 hours". */
function duration(seconds: number): string {
  const [name, length] = UNITS.find(([, each]) => seconds >= each) ?? UNITS[4]
  const count = Math.round(seconds / length)
  return `${count} ${name}${count === 1 ? '' : 's'}`
}
