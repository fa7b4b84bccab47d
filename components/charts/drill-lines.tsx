'use client'

import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'

const TICK = { fill: 'var(--ink-3)', fontSize: 11 } as const

export function DrillLines({ drills }: Readonly<{ drills: readonly { label: string; p50: number | null; p99: number | null }[] }>) {
  return (
    <ResponsiveContainer width="100%" height={176}>
      <LineChart data={[...drills]} margin={{ top: 24, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis dataKey="label" tick={TICK} tickLine={false} axisLine={{ stroke: 'var(--line)' }} minTickGap={48} />
        <YAxis tick={TICK} tickLine={false} axisLine={false} width={44} domain={[0, 'auto']} label={{ value: 'ms', position: 'top', offset: 11, fill: 'var(--ink-3)', fontSize: 11 }} />
        <Tooltip
          isAnimationActive={false}
          contentStyle={{ background: 'var(--strong)', border: 0, borderRadius: 5, padding: '4px 8px', fontSize: 12 }}
          labelStyle={{ color: 'var(--on-strong)', fontWeight: 600 }}
          itemStyle={{ color: 'var(--on-strong)', padding: 0 }}
        />
        <Line dataKey="p99" name="p99 ms" stroke="var(--ink)" strokeWidth={2} dot={{ r: 3, fill: 'var(--ink)' }} isAnimationActive={false} />
        <Line dataKey="p50" name="p50 ms" stroke="var(--ink-3)" strokeWidth={2} strokeDasharray="4 3" dot={false} isAnimationActive={false} />
      </LineChart>
    </ResponsiveContainer>
  )
}
