'use client'

import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'

const TICK = { fill: 'var(--ink-3)', fontSize: 11 } as const

/** Ticks between the beginning and the end; a phone leaves out those that have no room. */
const TICKS = 6

type Point = Readonly<{ at: number; left: number | null; pace: number }>
type Props = Readonly<{ points: readonly Point[]; /** A time in words, whole and for a tick. */ when: (at: number) => string; tick: (at: number) => string }>

export function BurnDownLines({ points, when, tick }: Props) {
  const [from, until] = [points.at(0)?.at ?? 0, points.at(-1)?.at ?? 0]
  return (
    <ResponsiveContainer width="100%" height={176}>
      <AreaChart data={[...points]} margin={{ top: 24, right: 36, bottom: 0, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis dataKey="at" type="number" domain={[from, until]} ticks={Array.from({ length: TICKS }, (_, n) => from + (n * (until - from)) / (TICKS - 1))} tickFormatter={tick} tick={TICK} tickLine={false} axisLine={{ stroke: 'var(--line)' }} minTickGap={48} />
        <YAxis tick={TICK} tickLine={false} axisLine={false} width={56} allowDecimals={false} domain={[0, 'auto']} label={{ value: 'items', position: 'top', offset: 11, fill: 'var(--ink-3)', fontSize: 11 }} />
        <Tooltip
          isAnimationActive={false}
          labelFormatter={(label) => when(Number(label))}
          contentStyle={{ background: 'var(--strong)', border: 0, borderRadius: 5, padding: '4px 8px', fontSize: 12 }}
          labelStyle={{ color: 'var(--on-strong)', fontWeight: 600 }}
          itemStyle={{ color: 'var(--on-strong)', padding: 0 }}
        />
        <Area dataKey="left" name="left" type="stepAfter" stroke="var(--ink)" strokeWidth={2} fill="var(--selected)" isAnimationActive={false} />
        <Area dataKey="pace" name="even pace" stroke="var(--ink-3)" strokeWidth={2} strokeDasharray="4 3" fill="none" isAnimationActive={false} />
      </AreaChart>
    </ResponsiveContainer>
  )
}
