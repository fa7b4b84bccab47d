'use client'

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import type { CallsBucket } from './calls-bucket'
import { SERIES_FILL, SeriesPatterns } from './series'

const TICK = { fill: 'var(--ink-3)', fontSize: 11 } as const

export function CallsBars({ buckets }: Readonly<{ buckets: readonly (CallsBucket & { label: string })[] }>) {
  return (
    <ResponsiveContainer width="100%" height={176}>
      <BarChart data={[...buckets]} margin={{ top: 24, right: 0, bottom: 0, left: 0 }} barCategoryGap="22%" accessibilityLayer={false}>
        <SeriesPatterns />
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis dataKey="label" tick={TICK} tickLine={false} axisLine={{ stroke: 'var(--line)' }} minTickGap={32} />
        <YAxis tick={TICK} tickLine={false} axisLine={false} width={44} allowDecimals={false} label={{ value: 'calls', position: 'top', offset: 11, fill: 'var(--ink-3)', fontSize: 11 }} />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: 'var(--hover)' }}
          contentStyle={{ background: 'var(--strong)', border: 0, borderRadius: 5, padding: '4px 8px', fontSize: 12 }}
          labelStyle={{ color: 'var(--on-strong)', fontWeight: 600 }}
          itemStyle={{ color: 'var(--on-strong)', padding: 0 }}
        />
        <Bar dataKey="allowed" name="allowed" stackId="calls" fill={SERIES_FILL.allowed} isAnimationActive={false} />
        <Bar dataKey="denied" name="denied" stackId="calls" fill={SERIES_FILL.denied} isAnimationActive={false} />
        <Bar dataKey="cut" name="cut by a halt" stackId="calls" fill={SERIES_FILL.cut} isAnimationActive={false} />
      </BarChart>
    </ResponsiveContainer>
  )
}
