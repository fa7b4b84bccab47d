import { z } from 'zod'
import { RISK_LEVELS, type RiskLevel } from '@/lib/kernel/risk-levels'
import { FACTS } from './definitions'
import { weightOf, type Counted, type Counts, type Weights } from './score'

/** Fewer agents than that are too few to be ranked: one of them moves the score by twenty points. */
export const RANKED_MIN = 5
/** The largest groups; the rest is said as a sum. */
const GROUPS_MAX = 40
/** Percentage points by which the share of high risk differs before the mix is said to. */
const MIX_POINTS = 15

export const GROUPINGS = ['team', 'platform'] as const
export type Grouping = (typeof GROUPINGS)[number]
/** What a statement counted of one group and risk level. */
export type Cell = { by: Grouping; of: string | null; risk: RiskLevel; counts: Counts }

const ByRisk = z.partialRecord(z.enum(RISK_LEVELS), z.record(z.string(), z.tuple([z.number(), z.number()])))
export const StoredGroups = z.object({
  team: z.array(z.object({ of: z.string().nullable(), risks: ByRisk })),
  platform: z.array(z.object({ of: z.string().nullable(), risks: ByRisk })),
  /** All of them, whichever group they are of. */
  risks: ByRisk,
  left_out: z.object({ team: z.object({ groups: z.number(), agents: z.number() }), platform: z.object({ groups: z.number(), agents: z.number() }) }),
})
export type StoredGroups = z.infer<typeof StoredGroups>
type Risks = z.infer<typeof ByRisk>

/** How many agents are active: every fact about all of them counts as many; this is one that always is. */
const SIZE_FACT = 'owned'

/** Cells as they are kept: every risk level of the largest groups, and all agents by risk level. */
export function toStored(cells: readonly Cell[]): StoredGroups {
  const of = (by: Grouping) => {
    const groups = new Map<string | null, Risks>()
    for (const cell of cells) {
      if (cell.by !== by) continue
      const risks = groups.get(cell.of) ?? {}
      const facts = (risks[cell.risk] ??= {})
      for (const [id, { good, total }] of Object.entries(cell.counts)) if (total > 0) facts[id] = [good, total]
      groups.set(cell.of, risks)
    }
    const bySize = [...groups].map(([name, risks]) => ({ of: name, risks })).sort((a, b) => sizeOf(b.risks) - sizeOf(a.risks) || ((a.of ?? '') < (b.of ?? '') ? -1 : 1))
    const rest = bySize.slice(GROUPS_MAX)
    return { kept: bySize.slice(0, GROUPS_MAX), all: bySize, left: { groups: rest.length, agents: rest.reduce((sum, { risks }) => sum + sizeOf(risks), 0) } }
  }
  const [team, platform] = [of('team'), of('platform')]
  return { team: team.kept, platform: platform.kept, risks: sumOf(platform.all.map(({ risks }) => risks)), left_out: { team: team.left, platform: platform.left } }
}

const sizeOf = (risks: Risks): number => Object.values(risks).reduce((sum, facts) => sum + (facts?.[SIZE_FACT]?.[1] ?? 0), 0)

function sumOf(all: readonly Risks[]): Risks {
  const sum: Risks = {}
  for (const risks of all)
    for (const risk of RISK_LEVELS)
      for (const [id, [good, total]] of Object.entries(risks[risk] ?? {})) {
        const facts = (sum[risk] ??= {})
        const [g, t] = facts[id] ?? [0, 0]
        facts[id] = [g + good, t + total]
      }
  return sum
}

export type FactBeside = Counted & { id: string; title: string; threshold: number; weight: number; /** What agents of the same risk levels reach in the whole estate; null where that is the same agents. */ expected: number | null }
export type Compared = {
  of: string | null
  agents: number
  /** Weighted share of what is good of what can be measured of these agents; null: nothing can. */
  score: number | null
  expected: number | null
  difference: number | null
  /** Null: too few to be ranked, or not to be ranked at all. */
  rank: number | null
  small: boolean
  mix: { risk: RiskLevel; agents: number }[]
  /** In words, where these agents are of another risk than the estate’s. */
  mix_note: string | null
  facts: FactBeside[]
}

/**
 * Groups side by side, fairly: each against what agents of the same risk levels reach in the whole estate, so that whoever
 * has the hard cases is not below for having them. Groups that are too small are shown and not ranked.
 */
export function compare(stored: StoredGroups, by: Grouping | 'risk', weights: Weights): Compared[] {
  if (by === 'risk') return RISK_LEVELS.filter((risk) => stored.risks[risk]).map((risk) => ({ ...compared(risk, { [risk]: stored.risks[risk] }, null, weights), mix_note: null, rank: null }))
  const groups = stored[by].map(({ of, risks }) => compared(of, risks, stored.risks, weights))
  const ranked = groups.filter(({ small, difference }) => !small && difference !== null).sort((a, b) => (b.difference ?? 0) - (a.difference ?? 0))
  const places = new Map(ranked.map((group) => [group, 1 + ranked.findIndex(({ difference }) => difference === group.difference)]))
  return groups.map((group) => ({ ...group, rank: places.get(group) ?? null })).sort((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || b.agents - a.agents)
}

function compared(of: string | null, risks: Risks, estate: Risks | null, weights: Weights): Compared {
  const facts = FACTS.flatMap((fact): FactBeside[] => {
    const own = RISK_LEVELS.map((risk) => ({ own: risks[risk]?.[fact.id] ?? [0, 0], all: estate?.[risk]?.[fact.id] ?? [0, 0] }))
    const [good, total] = own.reduce(([g, t], { own: [og, ot] }) => [g + og, t + ot], [0, 0])
    if (total === 0) return []
    const expected = estate ? own.reduce((sum, { own: [, ot], all: [ag, at] }) => sum + (at === 0 ? 0 : (ot * ag) / at), 0) / total : null
    return [{ id: fact.id, title: fact.title, threshold: fact.threshold, weight: weightOf(fact, weights), good, total, expected }]
  })
  const weight = facts.reduce((sum, fact) => sum + fact.weight, 0)
  const mean = (share: (fact: FactBeside) => number) => (weight === 0 ? null : rounded((100 * facts.reduce((sum, fact) => sum + fact.weight * share(fact), 0)) / weight))
  const score = mean(({ good, total }) => good / total)
  const expected = estate ? mean((fact) => fact.expected ?? 0) : null
  const mix = RISK_LEVELS.flatMap((risk) => (risks[risk] ? [{ risk, agents: sizeOf({ [risk]: risks[risk] }) }] : []))
  const agents = sizeOf(risks)
  const lacking = ({ good, total, weight: own }: FactBeside) => own * (1 - good / total)
  return {
    of,
    agents,
    score,
    expected,
    difference: score === null || expected === null ? null : rounded(score - expected),
    rank: null,
    small: agents < RANKED_MIN,
    mix,
    mix_note: estate ? mixNote(risks, estate) : null,
    facts: facts.sort((a, b) => lacking(b) - lacking(a) || (a.id < b.id ? -1 : 1)),
  }
}

function mixNote(risks: Risks, estate: Risks): string | null {
  const share = (of: Risks) => {
    const all = sizeOf(of)
    return all === 0 ? 0 : (100 * sizeOf({ high: of.high, critical: of.critical })) / all
  }
  const [own, all] = [share(risks), share(estate)]
  return Math.abs(own - all) < MIX_POINTS ? null : `${Math.round(own)} % at high or critical risk, ${Math.round(all)} % in the estate`
}

const rounded = (score: number): number => Math.round(score * 10) / 10
