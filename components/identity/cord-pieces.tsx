import { cn } from '@/components/ui/cn'
import type { ChainNode } from './chain-types'

/** The strip's track: every piece is drawn about its middle. */
const TRACK = 12
const MID = TRACK / 2
const JOINT = 22
const FRAY = 16
/** Pieces reach into each other a little, or a hairline of the ground shows between them. */
const OVERLAP = 0.6

type Taper = Readonly<{ before: number; after: number }>

/** Between two names: the cord tapers from what the one held to what it passed on. */
export function CordJoint({ before, after, live }: Taper & Readonly<{ live: boolean }>) {
  const [a, b] = [before / 2, after / 2]
  return (
    <svg width={JOINT} height={TRACK} viewBox={`0 0 ${JOINT} ${TRACK}`} aria-hidden="true" className={cn('shrink-0 self-end overflow-visible', live ? 'text-cord' : 'text-cord-dead')}>
      {live ? (
        <path
          fill="currentColor"
          d={`M${-OVERLAP} ${MID - a}H0C${JOINT * 0.55} ${MID - a} ${JOINT * 0.45} ${MID - b} ${JOINT} ${MID - b}H${JOINT + OVERLAP}V${MID + b}H${JOINT}C${JOINT * 0.45} ${MID + b} ${JOINT * 0.55} ${MID + a} 0 ${MID + a}H${-OVERLAP}Z`}
        />
      ) : (
        <path d={`M0 ${MID}H${JOINT}`} stroke="currentColor" strokeWidth="1.25" strokeDasharray="3 3" />
      )}
    </svg>
  )
}

/** Under a name: the cord at the width of what that name holds. Drawn as the joints are, or the two would not meet. */
export function CordRun({ width, live, standing, first, last }: Readonly<{ width: number; live: boolean; standing: boolean; first: boolean; last: boolean }>) {
  const dashes = live ? (standing ? '5 2.5' : undefined) : '3 3'
  return (
    <svg height={TRACK} aria-hidden="true" className={cn('w-0 min-w-full overflow-visible', live ? 'text-cord' : 'text-cord-dead')}>
      <line x1={first ? MID : -OVERLAP} x2={last && live ? '99%' : '100%'} y1={MID} y2={MID} stroke="currentColor" strokeWidth={live ? width : 1.25} strokeDasharray={dashes} strokeLinecap={last && live ? 'round' : 'butt'} />
    </svg>
  )
}

const KNOT: Record<ChainNode['kind'], string> = {
  person: 'M6 1.6a4.4 4.4 0 1 1 0 8.8 4.4 4.4 0 0 1 0-8.8Z',
  agent: 'M6 .9 11.1 6 6 11.1.9 6Z',
  tool: 'M2 2h8v8H2Z',
}

/** Where a name is tied in. Its form tells person, agent and tool apart; a ring of the ground keeps it clear of the cord. */
export function CordKnot({ kind, live, halted }: Readonly<{ kind: ChainNode['kind']; live: boolean; halted: boolean }>) {
  const tint = halted ? 'text-signal' : live ? 'text-cord' : 'text-cord-dead'
  return (
    <svg width={TRACK} height={TRACK} viewBox={`0 0 ${TRACK} ${TRACK}`} aria-hidden="true" className={cn('absolute left-0 top-0 overflow-visible', tint)}>
      <path d={KNOT[kind]} fill="var(--surface)" stroke="var(--surface)" strokeWidth="3" strokeLinejoin="round" />
      {live && !halted ? <path d={KNOT[kind]} fill="currentColor" /> : <path d={KNOT[kind]} fill="none" stroke="currentColor" strokeWidth="1.5" />}
    </svg>
  )
}

const STRANDS = [
  { start: -0.42, end: -4.2, length: 13 },
  { start: -0.15, end: -1.5, length: 15.5 },
  { start: 0.15, end: 1.1, length: 12 },
  { start: 0.42, end: 4.1, length: 14.5 },
] as const

/** A denial: the cord ends at a bar, whole. */
export function CordStop({ before }: Readonly<{ before: number }>) {
  return (
    <svg height={TRACK} aria-hidden="true" className="w-full overflow-visible text-cord">
      <line x1={-OVERLAP} x2="50%" y1={MID} y2={MID} stroke="currentColor" strokeWidth={before} />
      <line x1="50%" x2="50%" y1={1} y2={TRACK - 1} stroke="var(--ink)" strokeWidth="2" strokeLinecap="round" />
      <line x1="58%" x2="100%" y1={MID} y2={MID} stroke="var(--cord-dead)" strokeWidth="1.25" strokeDasharray="3 3" />
    </svg>
  )
}

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
