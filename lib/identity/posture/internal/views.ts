import type { DimensionView, FactView, FrameworkView } from '../contract'
import { DIMENSIONS, FACTS, type Fact } from '../definitions'
import { FRAMEWORKS } from '../frameworks'
import { gainOf, levelOf, shareOf, targetOf, weightOf, type Counts, type Weights } from '../score'
import type { Snapshot } from './stored'

export function factView(fact: Fact, counts: Counts, weights: Weights): FactView {
  const counted = counts[fact.id] ?? { good: 0, total: 0 }
  const share = shareOf(counted)
  return {
    id: fact.id,
    dimension: fact.dimension,
    title: fact.title,
    formula: fact.formula,
    source: fact.source,
    state: share === null ? 'unknown' : share >= fact.threshold ? 'met' : 'gap',
    good: counted.good,
    total: counted.total,
    threshold: fact.threshold,
    weight: weightOf(fact, weights),
    default_weight: fact.weight,
    effort: fact.effort,
    gain: Math.round((100 * gainOf(fact, counts, weights)) / fact.effort) / 100,
    references: [...fact.references],
    remedy: fact.remedy && { label: fact.remedy.label, href: fact.remedy.href ?? `/maturity/facts/${fact.id}`, permission: fact.remedy.permission, rows: fact.remedy.rows ?? null },
    needs: share === null ? (fact.needs ?? 'An active agent: there is nothing to measure it on.') : null,
  }
}

export function dimensionViews({ counts, weights, scores }: Snapshot, before: Snapshot | null): DimensionView[] {
  return DIMENSIONS.map((dimension) => {
    const score = scores.dimensions[dimension.id] ?? null
    const facts = FACTS.filter((fact) => fact.dimension === dimension.id).map((fact) => factView(fact, counts, weights))
    return {
      id: dimension.id,
      set: dimension.set,
      title: dimension.title,
      about: dimension.about,
      score,
      level: levelOf(score),
      before: before?.scores.dimensions[dimension.id] ?? null,
      target: targetOf(dimension.id, weights),
      published: 'published' in dimension ? dimension.published : null,
      measured: facts.filter(({ state }) => state !== 'unknown').length,
      facts,
    }
  })
}

/** What can be worked on today, most risk for the least effort first: what is short of its threshold, and what a remedy would make measurable. */
export const gapsOf = (facts: readonly FactView[]): FactView[] =>
  facts.filter(({ state, source, remedy }) => state === 'gap' || (state === 'unknown' && source !== null && remedy !== null)).sort((a, b) => b.gain - a.gain || (a.id < b.id ? -1 : 1))

export function frameworkViews(facts: readonly FactView[]): FrameworkView[] {
  const known = new Map(facts.map((fact) => [fact.id, fact]))
  return FRAMEWORKS.map(({ controls, ...framework }) => ({
    ...framework,
    controls: controls.map(({ facts: ids, ...control }) => {
      const own = ids.flatMap((id) => known.get(id) ?? []).map(({ id, title, state }) => ({ id, title, state }))
      return { ...control, facts: own, state: controlState(own.map(({ state }) => state)) }
    }),
  }))
}

/** One gap is a gap; what is not known is not support, however much of the rest is good. */
function controlState(states: readonly FactView['state'][]): FrameworkView['controls'][number]['state'] {
  if (states.includes('gap')) return 'gaps'
  if (!states.includes('met')) return 'unknown'
  return states.includes('unknown') ? 'partly' : 'supports'
}
