import type { RiskLevel } from '../registry/contract'
import { PHASE_SHARES } from './terms'

const RISKS: readonly RiskLevel[] = ['low', 'medium', 'high', 'critical']

/** With which phase each is applied: the least risky first, so that what goes wrong does so where it costs least. Pure. */
export function phasesOf(items: readonly { id: string; riskLevel: string }[]): Map<string, number> {
  const ordered = [...items].sort((a, b) => RISKS.indexOf(a.riskLevel as RiskLevel) - RISKS.indexOf(b.riskLevel as RiskLevel) || (a.id < b.id ? -1 : 1))
  const ends = PHASE_SHARES.map((share) => Math.max(1, Math.ceil(items.length * share)))
  return new Map(ordered.map(({ id }, place) => [id, 1 + ends.findIndex((end) => place < end)]))
}

/** How many of those that were applied so far may have failed or drifted back. */
export const mayFail = (items: number, perCent: number): number => Math.floor((items * perCent) / 100)
