import type { ReactNode } from 'react'
import { cn } from './cn'
import { Link } from './link'

type Props = Readonly<{
  label: string
  /** `null`: not known. It is drawn as not known, never as nought. */
  value: ReactNode | null
  unit?: string
  /** The list that this number counts. */
  href?: string
  /** One line: since when, out of how many, what is worst among them. */
  note?: ReactNode
  tone?: 'plain' | 'caution' | 'signal'
  chart?: ReactNode
}>

const TONE = { plain: 'text-ink', caution: 'text-caution', signal: 'text-signal' } as const

export function StatTile({ label, value, unit, href, note, tone = 'plain', chart }: Props) {
  const known = value !== null
  const body = (
    <>
      <span className="text-xs font-medium text-ink-2">{label}</span>
      <span className="flex items-end justify-between gap-3">
        <span className={cn('font-medium', known ? `text-2xl tracking-[-0.02em] ${TONE[tone]}` : 'py-1 text-xl text-caution')}>
          {known ? value : 'unknown'}
          {known && unit ? <span className="text-sm tracking-normal"> </span> : null}
          {known && unit ? <span className="inline-block text-sm font-normal leading-5 tracking-normal text-ink-3">{unit}</span> : null}
        </span>
        {chart}
      </span>
      {note ? <span className="text-xs text-ink-3">{note}</span> : null}
    </>
  )
  // Each draws its right and lower hairline; those at the edge fall outside the grid and are not seen.
  const shape = 'flex min-w-0 flex-col gap-0.5 px-4 py-3 shadow-[1px_0_0_var(--line),0_1px_0_var(--line)]'
  if (!href) return <div className={shape}>{body}</div>
  return (
    <Link href={href} className={cn(shape, 'group transition-colors hover:bg-hover focus-visible:z-10 focus-visible:outline-offset-[-2px]!')}>
      {body}
    </Link>
  )
}

/** Tiles in one block, parted by hairlines; where there are two abreast, the last of an odd number has its line to itself. */
export function StatGrid({ children, label }: Readonly<{ children: ReactNode; label: string }>) {
  return (
    <div role="group" aria-label={label} className="grid grid-cols-[repeat(auto-fit,minmax(10rem,1fr))] max-[30rem]:[&>:last-child:nth-child(odd)]:col-[1/-1] overflow-hidden rounded-lg border border-line bg-surface">
      {children}
    </div>
  )
}
