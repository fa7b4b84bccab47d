'use client'

import { PolarAngleAxis, PolarGrid, PolarRadiusAxis, Radar, RadarChart, ResponsiveContainer } from 'recharts'
import type { RadarScore } from './radar-score'

const HEIGHT = 340
const LINE_CHARACTERS = 14

export function RadarShape({ scores, max }: Readonly<{ scores: readonly RadarScore[]; max: number }>) {
  return (
    <ResponsiveContainer width="100%" height={HEIGHT}>
      <RadarChart data={[...scores]} outerRadius="70%" accessibilityLayer={false}>
        <PolarGrid stroke="var(--line)" />
        <PolarAngleAxis dataKey="label" tick={<AxisName scores={scores} />} />
        <PolarRadiusAxis domain={[0, max]} tick={false} axisLine={false} />
        <Radar dataKey="target" stroke="var(--ink-3)" strokeDasharray="1 3" strokeLinecap="round" fill="none" isAnimationActive={false} />
        <Radar dataKey="before" stroke="var(--cord-loose)" strokeDasharray="4 3" fill="none" isAnimationActive={false} />
        <Radar dataKey="now" stroke="var(--cord)" strokeWidth={1.8} fill="var(--cord)" fillOpacity={0.08} dot={<NowDot />} isAnimationActive={false} />
        <Radar dataKey="published" stroke="none" fill="none" dot={<PublishedMark />} isAnimationActive={false} />
      </RadarChart>
    </ResponsiveContainer>
  )
}

type DotProps = { cx?: number; cy?: number; value?: number | null; payload?: { value?: number | null } }
const isDrawn = ({ cx, cy, value, payload }: DotProps) => Number.isFinite(cx) && Number.isFinite(cy) && typeof (payload?.value ?? value) === 'number'

function NowDot(props: DotProps) {
  return isDrawn(props) ? <circle cx={props.cx} cy={props.cy} r={2.6} fill="var(--cord)" /> : <g />
}

/** A square on its corner: three axes have a value, and a line between them would claim the rest. */
function PublishedMark(props: DotProps) {
  if (!isDrawn(props)) return <g />
  const [x, y] = [props.cx as number, props.cy as number]
  return <path d={`M${x} ${y - 5}L${x + 5} ${y}L${x} ${y + 5}L${x - 5} ${y}Z`} fill="var(--surface)" stroke="var(--ink-2)" strokeWidth="1.4" />
}

type AxisProps = { x?: number; y?: number; textAnchor?: 'start' | 'middle' | 'end' | 'inherit'; index?: number; scores: readonly RadarScore[] }

/** The name in as many lines as it needs, and whether its score is known. */
function AxisName({ x = 0, y = 0, textAnchor = 'middle', index = 0, scores }: AxisProps) {
  const score = scores[index]
  if (!score) return <g />
  const lines = [...inLines(score.label), ...(score.now === null ? ['unknown'] : [])]
  return (
    <text x={x} y={y - (lines.length - 1) * 6} textAnchor={textAnchor} fontSize={11} fill="var(--ink-2)">
      {lines.map((line, place) => (
        <tspan key={line} x={x} dy={place === 0 ? 3 : 13} fill={score.now === null && place === lines.length - 1 ? 'var(--caution)' : undefined}>
          {line}
        </tspan>
      ))}
    </text>
  )
}

function inLines(label: string): string[] {
  const lines: string[] = []
  for (const word of label.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < LINE_CHARACTERS) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
