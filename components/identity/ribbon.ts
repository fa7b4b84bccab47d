/** The cord as an area: a cubic curve between two points, with a width that changes along it. Pure geometry. */
export type Point = { x: number; y: number }

export type Ribbon = {
  /** The closed outline of the cord from `t0` to `t1`. */
  outline(t0: number, t1: number): string
  /** Short strokes across it, a woven cord's turns. Empty where the cord is too thin to show them. */
  twists(t0: number, t1: number): string
  at(t: number): Point
  /** The unit vector along the cord at `t`. */
  along(t: number): Point
  width(t: number): number
  /** The `t` that lies `px` pixels further down than `t`. */
  further(t: number, px: number): number
}

const STEPS = 40
const TWIST_EVERY_PX = 5
const TWIST_WIDTH_MIN = 4.5
/** Authority narrows when it is passed on: near the top of a hop, and over this stretch of it. */
const NARROWS_FROM = 0.1
const NARROWS_TO = 0.42

const f = (value: number) => Math.round(value * 100) / 100
const p = ({ x, y }: Point) => `${f(x)} ${f(y)}`

export function ribbon(from: Point, to: Point, widthFrom: number, widthTo: number): Ribbon {
  const drop = to.y - from.y
  const [c1, c2] = [
    { x: from.x, y: from.y + drop * 0.42 },
    { x: to.x, y: to.y - drop * 0.74 },
  ]

  function at(t: number): Point {
    const u = 1 - t
    const [a, b, c, d] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t]
    return { x: a * from.x + b * c1.x + c * c2.x + d * to.x, y: a * from.y + b * c1.y + c * c2.y + d * to.y }
  }

  function along(t: number): Point {
    const u = 1 - t
    const [a, b, c] = [3 * u * u, 6 * u * t, 3 * t * t]
    const x = a * (c1.x - from.x) + b * (c2.x - c1.x) + c * (to.x - c2.x)
    const y = a * (c1.y - from.y) + b * (c2.y - c1.y) + c * (to.y - c2.y)
    const length = Math.hypot(x, y) || 1
    return { x: x / length, y: y / length }
  }

  function width(t: number): number {
    const k = Math.min(1, Math.max(0, (t - NARROWS_FROM) / (NARROWS_TO - NARROWS_FROM)))
    return widthFrom + (widthTo - widthFrom) * k * k * (3 - 2 * k)
  }

  /** The edge of the cord at `t`: -1 is its left side looking down, 1 its right. */
  function side(t: number, which: number): Point {
    const [middle, { x, y }, half] = [at(t), along(t), width(t) / 2]
    return { x: middle.x - which * y * half, y: middle.y + which * x * half }
  }

  // Pixels from the top at each step: `t` does not run evenly along a curve, and a weave must.
  const lengths = [0]
  for (let i = 1; i <= STEPS; i += 1) {
    const [a, b] = [at((i - 1) / STEPS), at(i / STEPS)]
    lengths.push((lengths[i - 1] ?? 0) + Math.hypot(b.x - a.x, b.y - a.y))
  }
  const length = lengths[STEPS] ?? 0

  function pxAt(t: number): number {
    const step = Math.min(STEPS - 1, Math.max(0, Math.floor(t * STEPS)))
    const [before, after] = [lengths[step] ?? 0, lengths[step + 1] ?? 0]
    return before + (after - before) * (t * STEPS - step)
  }

  /** The `t` at `px` pixels from the top. */
  function atPx(px: number): number {
    const i = lengths.findIndex((each) => each >= px)
    if (i <= 0) return i === 0 ? 0 : 1
    const [before, after] = [lengths[i - 1] ?? 0, lengths[i] ?? 0]
    return (i - 1 + (px - before) / (after - before || 1)) / STEPS
  }

  return {
    at,
    along,
    width,
    further: (t, px) => atPx(pxAt(t) + px),
    outline(t0, t1) {
      const steps = Array.from({ length: STEPS + 1 }, (_, i) => t0 + ((t1 - t0) * i) / STEPS)
      const down = steps.map((t) => p(side(t, 1)))
      const up = steps.reverse().map((t) => p(side(t, -1)))
      return `M${[...down, ...up].join('L')}Z`
    },
    twists(t0, t1) {
      const strokes: string[] = []
      for (let px = TWIST_EVERY_PX; px < length - TWIST_EVERY_PX; px += TWIST_EVERY_PX) {
        const t = atPx(px)
        if (t < t0 || t > t1 || width(t) < TWIST_WIDTH_MIN) continue
        const lean = width(t) * 0.42
        strokes.push(`M${p(side(atPx(px - lean), -0.86))}L${p(side(atPx(px + lean), 0.86))}`)
      }
      return strokes.join('')
    },
  }
}

const STRANDS = [-0.4, -0.14, 0.14, 0.4] as const

/** Strands of a torn end at `t`, leaving along the cord (`direction` 1: downward) and spreading. */
export function frayedEnd(cord: Ribbon, t: number, direction: 1 | -1): string {
  const [origin, { x, y }] = [cord.at(t), cord.along(t)]
  const across = { x: -y, y: x }
  const width = Math.max(cord.width(t), 3)
  return STRANDS.map((share, index) => {
    const length = direction * (index % 2 ? 8 : 11)
    const place = (a: number, b: number): Point => ({ x: origin.x + across.x * a + x * b, y: origin.y + across.y * a + y * b })
    const spread = share * (width + 13)
    return `M${p(place(share * width, 0))}C${p(place(share * width, length * 0.45))} ${p(place(spread * 0.8, length * 0.5))} ${p(place(spread, length))}`
  }).join('')
}

/** A bar across the cord at `t`: authority did not reach further, and nothing was torn. */
export function stopBar(cord: Ribbon, t: number): string {
  const [origin, { x, y }] = [cord.at(t), cord.along(t)]
  const half = Math.max(cord.width(t), 3) / 2 + 5
  return `M${p({ x: origin.x - y * half, y: origin.y + x * half })}L${p({ x: origin.x + y * half, y: origin.y - x * half })}`
}

export type LooseStrand = { path: string; tip: Point }

const LOOSE_MAX = 5

/** One strand for each scope that was dropped, up to `most`, curling away where the cord narrows. */
export function looseStrands(cord: Ribbon, dropped: number, most = LOOSE_MAX): LooseStrand[] {
  const count = Math.min(most, Math.max(0, dropped))
  return Array.from({ length: count }, (_, index) => {
    const which = index % 2 ? 1 : -1
    const t = NARROWS_FROM + ((NARROWS_TO - NARROWS_FROM) * (index + 0.4)) / (count + 0.6)
    const [origin, { x, y }] = [cord.at(t), cord.along(t)]
    const across = { x: -y * -which, y: x * -which }
    const half = cord.width(t) / 2 - 0.5
    const place = (a: number, b: number): Point => ({ x: origin.x + across.x * a + x * b, y: origin.y + across.y * a + y * b })
    const tip = place(half + 11, 9)
    return { path: `M${p(place(half, -4))}C${p(place(half + 0.5, 3))} ${p(place(half + 8, -1))} ${p(tip)}`, tip }
  })
}
