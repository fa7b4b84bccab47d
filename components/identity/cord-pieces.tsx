import { cn } from '@/components/ui/cn'
import type { ChainNode } from './chain-types'

/** The strip's track: every piece is drawn about its middle. */
const TRACK = 10
const MID = TRACK / 2
const JOINT = 18
const FRAY = 16

type Taper = Readonly<{ before: number; after: number }>

/** Between two names: the cord tapers from what the one held to what it passed on. */
export function CordJoint({ before, after, live }: Taper & Readonly<{ live: boolean }>) {
  const [a, b] = [before / 2, after / 2]
  return (
    <svg width={JOINT} height={TRACK} viewBox={`0 0 ${JOINT} ${TRACK}`} aria-hidden="true" className={cn('shrink-0 self-end', live ? 'text-cord' : 'text-cord-dead')}>
      {live ? (
        <path
          fill="currentColor"
          d={`M0 ${MID - a}C9 ${MID - a} 9 ${MID - b} ${JOINT} ${MID - b}V${MID + b}C9 ${MID + b} 9 ${MID + a} 0 ${MID + a}Z`}
        />
      ) : (
        <path d={`M0 ${MID}H${JOINT}`} stroke="currentColor" strokeWidth="1.25" strokeDasharray="3 3" />
      )}
    </svg>
  )
}

/** Under a name: the cord at the width of what that name holds. */
export function CordRun({ width, live, standing, last }: Readonly<{ width: number; live: boolean; standing: boolean; last: boolean }>) {
  if (!live) return <span aria-hidden="true" className="h-0 w-full border-t-[1.25px] border-dashed border-cord-dead" />
  return (
    <span
      aria-hidden="true"
      style={{ height: width }}
      className={cn('w-full', standing ? 'bg-[repeating-linear-gradient(90deg,var(--cord)_0_5px,transparent_5px_7px)]' : 'bg-cord', last && 'rounded-r-full')}
    />
  )
}

/** Where a name is tied in. Its form tells person, agent and tool apart. */
export function CordKnot({ kind, live, halted }: Readonly<{ kind: ChainNode['kind']; live: boolean; halted: boolean }>) {
  const tint = halted ? 'text-signal' : live ? 'text-cord' : 'text-cord-dead'
  const paint = live && !halted ? { fill: 'currentColor', stroke: 'none' } : { fill: 'var(--surface)', stroke: 'currentColor' }
  return (
    <svg width={TRACK} height={TRACK} viewBox={`0 0 ${TRACK} ${TRACK}`} strokeWidth="1.6" aria-hidden="true" className={cn('absolute left-0 top-0', tint)} {...paint}>
      {kind === 'person' ? <circle cx={MID} cy={MID} r="4" /> : kind === 'agent' ? <path d="M5 .6 9.4 5 5 9.4.6 5Z" /> : <rect x="1.2" y="1.2" width="7.6" height="7.6" />}
    </svg>
  )
}

const STRANDS = [
  { start: -0.42, end: -4.2, length: 13 },
  { start: -0.15, end: -1.5, length: 15.5 },
  { start: 0.15, end: 1.1, length: 12 },
  { start: 0.42, end: 4.1, length: 14.5 },
] as const

/** A cut: both ends frayed, nothing between them. */
export function CordFray({ before, after }: Taper) {
  return (
    <span aria-hidden="true" className="flex w-full justify-between">
      <FrayedEnd width={before} />
      <FrayedEnd width={after} mirrored />
    </span>
  )
}

function FrayedEnd({ width, mirrored = false }: Readonly<{ width: number; mirrored?: boolean }>) {
  return (
    <svg width={FRAY} height={TRACK} viewBox={`0 0 ${FRAY} ${TRACK}`} fill="none" stroke="currentColor" strokeWidth={Math.max(1, width / 4)} strokeLinecap="round" className={mirrored ? '-scale-x-100' : undefined}>
      {STRANDS.map(({ start, end, length }) => (
        <path key={start} d={`M0 ${MID + start * width}C${length * 0.45} ${MID + start * width} ${length * 0.6} ${MID + end} ${length} ${MID + end}`} />
      ))}
    </svg>
  )
}
