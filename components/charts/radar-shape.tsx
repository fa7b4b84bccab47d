import type { RadarScore } from './radar-score'

/** Units of the drawing, so that it is as sharp and as complete on a phone as at a desk. */
const [WIDTH, HEIGHT, RADIUS, RINGS] = [372, 290, 92, 4]
const CENTRE = { x: WIDTH / 2, y: HEIGHT / 2 }
const LINE_CHARACTERS = 14
const LINE = 13

type Point = { x: number; y: number }
/** Where a share of an axis is; the first axis points up, the others follow clockwise. */
const at = (axis: number, of: number, share: number): Point => {
  const angle = (axis / of) * 2 * Math.PI
  return { x: CENTRE.x + Math.sin(angle) * RADIUS * share, y: CENTRE.y - Math.cos(angle) * RADIUS * share }
}
const round = (value: number) => Math.round(value * 10) / 10
const path = (points: readonly Point[]) => `M${points.map(({ x, y }) => `${round(x)} ${round(y)}`).join('L')}Z`

/** A few straight lines: they come with the page, where a chart library would be half of its script. */
export function RadarShape({ scores, max }: Readonly<{ scores: readonly RadarScore[]; max: number }>) {
  const outline = (value: (score: RadarScore) => number | null | undefined) => path(scores.map((score, axis) => at(axis, scores.length, (value(score) ?? 0) / max)))
  const some = (kind: 'before' | 'target') => scores.some((score) => (score[kind] ?? null) !== null)
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="mx-auto block w-full max-w-md" fill="none" aria-hidden="true">
      <g stroke="var(--line)">
        {Array.from({ length: RINGS }, (_none, ring) => (
          <path key={ring} d={path(scores.map((_score, axis) => at(axis, scores.length, (ring + 1) / RINGS)))} />
        ))}
        {scores.map(({ label }, axis) => {
          const end = at(axis, scores.length, 1)
          return <path key={label} d={`M${CENTRE.x} ${CENTRE.y}L${round(end.x)} ${round(end.y)}`} />
        })}
      </g>
      {some('target') ? <path d={outline(({ target }) => target)} stroke="var(--ink-3)" strokeDasharray="1 3" strokeLinecap="round" /> : null}
      {some('before') ? <path d={outline(({ before }) => before)} stroke="var(--cord-loose)" strokeDasharray="4 3" /> : null}
      <path d={outline(({ now }) => now)} stroke="var(--cord)" strokeWidth={1.8} strokeLinejoin="round" fill="var(--cord)" fillOpacity={0.08} />
      {scores.map((score, axis) => (
        <Axis key={score.label} score={score} place={(value) => at(axis, scores.length, value / max)} end={at(axis, scores.length, 1)} />
      ))}
    </svg>
  )
}

/** What is known on one axis, and its name outside. */
function Axis({ score, place, end }: Readonly<{ score: RadarScore; place: (value: number) => Point; end: Point }>) {
  const { label, now, published } = score
  const lines = [...inLines(label), ...(now === null ? ['unknown'] : [])]
  const [dx, dy] = [end.x - CENTRE.x, end.y - CENTRE.y]
  const anchor = Math.abs(dx) < RADIUS * 0.2 ? 'middle' : dx > 0 ? 'start' : 'end'
  const x = round(end.x + (dx / RADIUS) * 9)
  const first = end.y + (dy / RADIUS) * 12 + 4 - ((lines.length - 1) * LINE * (1 - dy / RADIUS)) / 2
  return (
    <>
      {now === null ? null : <Dot at={place(now)} />}
      {typeof published === 'number' ? <PublishedMark at={place(published)} /> : null}
      <text x={x} textAnchor={anchor} fontSize={11.5} fill="var(--ink-2)">
        {lines.map((line, index) => (
          <tspan key={line} x={x} y={round(first + index * LINE)} fill={now === null && index === lines.length - 1 ? 'var(--caution)' : undefined}>
            {line}
          </tspan>
        ))}
      </text>
    </>
  )
}

const Dot = ({ at: { x, y } }: Readonly<{ at: Point }>) => <circle cx={round(x)} cy={round(y)} r={2.6} fill="var(--cord)" />

/** A square on its corner: few axes have a value, and a line between them would claim the rest. */
const PublishedMark = ({ at: { x, y } }: Readonly<{ at: Point }>) => (
  <path d={`M${round(x)} ${round(y - 5)}l5 5l-5 5l-5-5Z`} fill="var(--surface)" stroke="var(--ink-2)" strokeWidth={1.4} />
)

function inLines(label: string): string[] {
  const lines: string[] = []
  for (const word of label.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < LINE_CHARACTERS) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
