'use client'

import { cordWidth, GRAPH_RANGE, isCut } from './cord'
import type { ChainEdge } from './chain-types'
import { frayedEnd, looseStrands, ribbon, stopBar, type Point } from './ribbon'

type Props = Readonly<{
  edge: ChainEdge
  from: Point
  to: Point
  root: number
  /** False below a cut. */
  live: boolean
  /** The root's standing mandate: nobody holds this end in their hand just now. */
  standing: boolean
  selected: boolean
  /** One hop of several from the same node: its strands must leave room for theirs. */
  crowded: boolean
  onSelect: () => void
}>

const CUT_AT = 0.63
const CUT_PX = 18

/** One hop of the cord: woven, tapering where authority was narrowed, with a loose strand for what was dropped. */
export function ChainEdgeCord({ edge, from, to, root, live, standing, selected, crowded, onSelect }: Props) {
  const cord = ribbon(from, to, cordWidth(edge.scopesIn.length, root, GRAPH_RANGE), cordWidth(edge.scopesOut.length, root, GRAPH_RANGE))
  const [cutFrom, cutTo] = [cord.further(CUT_AT, -CUT_PX), cord.further(CUT_AT, CUT_PX)]
  const cut = live && edge.ended !== undefined
  const whole = live && !cut
  const end = whole ? 1 : cut ? cutFrom : 0
  return (
    <g onClick={onSelect} style={{ pointerEvents: 'auto', cursor: 'pointer' }} aria-hidden="true">
      <path d={cord.outline(0, 1)} fill="none" stroke="transparent" strokeWidth="16" />
      {selected ? <path d={cord.outline(0, whole ? 1 : Math.max(end, 0.01))} fill="none" stroke="var(--ink)" strokeOpacity="0.22" strokeWidth="7" strokeLinejoin="round" /> : null}
      {live ? (
        <>
          {looseStrands(cord, edge.dropped.length, crowded ? 2 : undefined).map(({ path, tip }) => (
            <g key={path} stroke="var(--cord-loose)" fill="none" strokeLinecap="round">
              <path d={path} strokeWidth="1.4" />
              <circle cx={tip.x} cy={tip.y} r="1.3" fill="var(--cord-loose)" stroke="none" />
            </g>
          ))}
          <path d={cord.outline(0, end)} fill="var(--cord)" />
          <path d={cord.twists(0, end)} stroke="var(--cord-twist)" strokeOpacity={standing ? 0.75 : 0.34} strokeWidth={standing ? 2.2 : 1.1} fill="none" />
        </>
      ) : null}
      {cut && edge.ended && !isCut(edge.ended) ? <path d={stopBar(cord, cutFrom)} stroke="var(--ink)" fill="none" strokeWidth="2" strokeLinecap="round" /> : null}
      {cut && edge.ended && isCut(edge.ended) ? (
        <g stroke="var(--signal)" fill="none" strokeWidth="1.7" strokeLinecap="round">
          <path d={frayedEnd(cord, cutFrom, 1)} />
          <path d={frayedEnd(cord, cutTo, -1)} />
        </g>
      ) : null}
      {whole ? null : <DeadCord d={cord.outline(cut ? cutTo : 0, 1)} />}
    </g>
  )
}

/** What hangs below a cut: still there to be read, and carrying nothing. */
function DeadCord({ d }: Readonly<{ d: string }>) {
  return <path d={d} fill="var(--canvas)" stroke="var(--cord-dead)" strokeWidth="1.1" strokeDasharray="3 2.5" />
}
