'use client'

import { PolarAngleAxis, PolarGrid, PolarRadiusAxis, Radar, RadarChart, ResponsiveContainer } from 'recharts'
import type { RadarScore } from './radar-score'

const TICK = { fill: 'var(--ink-2)', fontSize: 11 } as const

export function RadarShape({ scores, max }: Readonly<{ scores: readonly RadarScore[]; max: number }>) {
  return (
    <ResponsiveContainer width="100%" height={288}>
      <RadarChart data={[...scores]} outerRadius="72%" accessibilityLayer={false}>
        <PolarGrid stroke="var(--line)" />
        <PolarAngleAxis dataKey="label" tick={TICK} />
        <PolarRadiusAxis domain={[0, max]} tick={false} axisLine={false} />
        <Radar dataKey="before" stroke="var(--cord-loose)" strokeDasharray="4 3" fill="none" isAnimationActive={false} />
        <Radar dataKey="now" stroke="var(--cord)" strokeWidth={1.8} fill="var(--cord)" fillOpacity={0.08} isAnimationActive={false} />
      </RadarChart>
    </ResponsiveContainer>
  )
}
