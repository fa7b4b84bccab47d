import { describe, expect, it } from 'vitest'
import type { DrillReport, DrillView } from './contract'
import { findingsOf } from './internal/findings'
import { judge } from './internal/judge'
import { percentile } from './internal/percentile'

const NOW = new Date('2026-03-10T12:00:00Z')
const ago = (seconds: number): string => new Date(NOW.getTime() - seconds * 1_000).toISOString()
const DAY = 86_400

const drill = (over: Partial<DrillView>): DrillView => ({
  id: 'd', state: 'done', outcome: 'passed', problem: null, asked_by: { kind: 'job', name: 'drill' }, asked_at: ago(60), ended_at: ago(30), order_id: null,
  p50_ms: 10, p99_ms: 20, points_proven: 1, points_total: 1, probes: [], ...over,
}) // prettier-ignore
const point = (proven: number) => ({ point_id: 'p', name: 'edge', drills: 1, proven, p50_ms: null, p99_ms: null, last_proven_at: null })
const kinds = (facts: Partial<Parameters<typeof findingsOf>[0]>) =>
  findingsOf({ drills: [], points: [], since: new Date(ago(60)), everySeconds: DAY, now: NOW, ...facts }).map(({ kind }) => kind)

describe('findings of drills', () => {
  it('are none where the last one passed in time and every point was proven', () => {
    expect(kinds({ drills: [drill({})], points: [point(1)] })).toEqual([])
  })
  it('say that the last one failed, even when one before it passed', () => {
    expect(kinds({ drills: [drill({ outcome: 'failed', problem: 'edge did not refuse' }), drill({})] })).toEqual(['failed'])
  })
  it('say overdue after two intervals and not before, from the last that ended', () => {
    expect(kinds({ drills: [drill({ ended_at: ago(2 * DAY) })] })).toEqual([])
    expect(kinds({ drills: [drill({ ended_at: ago(2 * DAY + 1) })] })).toEqual(['overdue'])
    expect(kinds({ drills: [drill({ state: 'asked', outcome: null, ended_at: null }), drill({ ended_at: ago(3 * DAY) })] })).toEqual(['overdue'])
  })
  it('count from the tenant’s beginning where none ever ended, and never where drills are by hand alone', () => {
    expect(kinds({ since: new Date(ago(3 * DAY)) })).toEqual(['overdue'])
    expect(kinds({ since: new Date(ago(3 * DAY)), everySeconds: null })).toEqual([])
  })
  it('name points that no drill has proven, once there was a drill', () => {
    expect(kinds({ drills: [drill({})], points: [point(0)] })).toEqual(['never_proven'])
    expect(kinds({ points: [point(0)] })).toEqual([])
  })
})

describe('what a drill concludes', () => {
  const probe = (state: DrillReport['probes'][number]['state'], samples: number[] = []): DrillReport['probes'][number] => ({ place: state, kind: 'point', name: `point ${state}`, state, samples, calls: 3, detail: '' })
  it('passes with a point that could not be proven, beside one that was', () => {
    expect(judge({ problem: null, probes: [probe('refused', [10, 30, 20]), probe('not_proven')] }, null)).toMatchObject({ outcome: 'passed', p50: 20, p99: 30, proven: 1, total: 2 })
  })
  it.each(['never_refused', 'no_answer'] as const)('fails for one that is %s, however many refused', (state) => {
    expect(judge({ problem: null, probes: [probe('refused', [10]), probe(state)] }, null)).toMatchObject({ outcome: 'failed', proven: 1, total: 2 })
  })
  it('fails where nothing was proven, where it was ended early, and where the report is none', () => {
    expect(judge({ problem: null, probes: [probe('not_proven')] }, null).outcome).toBe('failed')
    expect(judge({ problem: null, probes: [probe('refused', [1])] }, 'ended').problem).toBe('ended')
    expect(judge(null, null)).toMatchObject({ outcome: 'failed', p50: null, p99: null })
  })
  it('takes percentiles that were measured, and none of nothing', () => {
    expect(percentile([5, 1, 9, 3], 0.5)).toBe(3)
    expect(percentile([5, 1, 9, 3], 0.99)).toBe(9)
    expect(percentile([], 0.99)).toBeNull()
  })
})
