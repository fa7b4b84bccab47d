import type { DrillReport } from '../contract'
import { percentile } from './percentile'

export type Judged = {
  outcome: 'passed' | 'failed'
  problem: string | null
  p50: number | null
  p99: number | null
  proven: number
  total: number
  probes: DrillReport['probes']
}

/**
 * Passed: at least one point was proven, and no place that let a call through before the order went on doing so, or
 * fell silent. A point that could not be proven is neither a pass nor a failure of its own; it is counted and shown.
 */
export function judge(report: DrillReport | null, aborted: string | null): Judged {
  const probes = report?.probes ?? []
  const points = probes.filter(({ kind }) => kind === 'point')
  const proven = points.filter(({ state }) => state === 'refused')
  const broken = probes.filter(({ state }) => state === 'never_refused' || state === 'no_answer')
  const samples = proven.flatMap((probe) => probe.samples)
  const problem =
    aborted ??
    report?.problem ??
    (broken.length > 0
      ? `${broken.map(({ name, state }) => `${name} ${state === 'no_answer' ? 'gave no answer' : 'did not refuse'}`).join(', ')}`
      : proven.length === 0
        ? 'no enforcement point was proven to refuse'
        : null)
  return {
    outcome: problem === null ? 'passed' : 'failed',
    problem: problem?.slice(0, 500) ?? null,
    p50: percentile(samples, 0.5),
    p99: percentile(samples, 0.99),
    proven: proven.length,
    total: points.length,
    probes,
  }
}
