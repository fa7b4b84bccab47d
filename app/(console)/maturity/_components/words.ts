import type { DimensionView, FactView, PostureView } from '@/lib/identity/posture/contract'

export const LEVEL_WORD = { initial: 'Initial', developing: 'Developing', defined: 'Defined', managed: 'Managed', optimizing: 'Optimizing' } as const
export const STATE_WORD = { met: 'met', gap: 'gap', unknown: 'unknown' } as const

export const percent = (share: number): string => `${Math.round(share * 100)} %`
/** "9 of 12"; what could not be measured says so and is no nought. */
export const ratio = ({ good, total }: Pick<FactView, 'good' | 'total'>): string => (total === 0 ? 'unknown' : `${good} of ${total}`)

export function deltaWords(now: number | null, before: number | null): string | null {
  if (now === null || before === null) return null
  const delta = Math.round((now - before) * 10) / 10
  return delta === 0 ? 'no change' : `${delta > 0 ? '+' : '−'}${Math.abs(delta)}`
}

/** "4 facts: 2 met, 1 gap, 1 unknown". */
export function factsInWords(facts: readonly Pick<FactView, 'state'>[]): string {
  const counts = (['met', 'gap', 'unknown'] as const).flatMap((state) => {
    const count = facts.filter((fact) => fact.state === state).length
    return count === 0 ? [] : [`${count} ${STATE_WORD[state]}`]
  })
  return `${facts.length} ${facts.length === 1 ? 'fact' : 'facts'}: ${counts.join(', ')}`
}

type Moved = NonNullable<PostureView['week']>['moved'][number]
const rows = (count: number) => (count === 1 ? 'one row' : `${count} rows`)

/** Why a fact counts otherwise: what came, what went, and what of it is good. */
export function movedWords({ from, to }: Pick<Moved, 'from' | 'to'>): string {
  if (from.total === 0) return `measured for the first time: ${ratio(to)}`
  if (to.total === 0) return 'nothing is left to measure it on'
  const [good, bad] = [to.good - from.good, to.total - to.good - (from.total - from.good)]
  const parts = [good > 0 ? `${rows(good)} more ${good === 1 ? 'is' : 'are'} good` : good < 0 ? `${rows(-good)} fewer ${good === -1 ? 'is' : 'are'} good` : '', bad > 0 ? `${rows(bad)} more ${bad === 1 ? 'falls' : 'fall'} short` : bad < 0 ? `${rows(-bad)} fewer ${bad === -1 ? 'falls' : 'fall'} short` : '']
  return parts.filter(Boolean).join(', ')
}

export const pointsWords = (points: number): string => (points === 0 ? '0' : `${points > 0 ? '+' : '−'}${Math.abs(points).toFixed(1)}`)

/** "This week Identity went from 40 to 44, and Operation did not move". */
export function weekFinding({ day, scores: then }: Pick<NonNullable<PostureView['week']>, 'day' | 'scores'>, now: PostureView['scores']): string {
  const of = (name: string, before: number | null, after: number | null) => {
    if (before === null || after === null) return `${name} is not known`
    return Math.round(before) === Math.round(after) ? `${name} did not move (${Math.round(after)})` : `${name} ${after > before ? 'rose' : 'fell'} from ${Math.round(before)} to ${Math.round(after)}`
  }
  return `Since ${day}, ${of('Identity', then.identity, now.identity)} and ${of('Operation', then.operation, now.operation)}`
}

const GROUP_WORD = { team: 'the team', platform: 'the platform', risk: 'risk' } as const
/** "agents of the team Finance"; whoever belongs to none is a group, too. */
export const groupInWords = (by: 'team' | 'platform' | 'risk', of: string | null): string => (of === null ? `Agents of no ${by}` : by === 'risk' ? `Agents of ${of} risk` : `Agents of ${GROUP_WORD[by]} ${of}`)

const weakest = (dimensions: readonly DimensionView[]): DimensionView | undefined =>
  dimensions.filter(({ score }) => score !== null).sort((a, b) => (a.score ?? 0) - a.target - ((b.score ?? 0) - b.target))[0]

/** What stands out, in a sentence, and what to begin with, in another. */
export function findingOf({ dimensions, gaps }: Pick<PostureView, 'dimensions' | 'gaps'>): { finding: string; next: string } {
  const worst = weakest(dimensions)
  const unknown = dimensions.filter(({ score }) => score === null).length
  const finding = worst ? `${worst.title} is furthest from its target: ${Math.round(worst.score ?? 0)} of ${Math.round(worst.target)}` : 'Nothing can be measured yet'
  const [first] = gaps
  const begin = first ? `Begin with “${lower(first.title)}”: ${first.total === 0 ? 'not measured yet' : `${first.total - first.good} of ${first.total} fall short`}.` : 'Every fact that can be measured meets its threshold.'
  return { finding, next: `${begin} ${unknown === 0 ? '' : `${unknown} of ${dimensions.length} dimensions cannot be measured yet.`}`.trim() }
}

const lower = (title: string): string => (title[0] ?? '').toLowerCase() + title.slice(1)

export function radarTitle(dimensions: readonly DimensionView[]): string {
  const worst = weakest(dimensions)
  const met = dimensions.filter(({ score, target }) => score !== null && score >= target).length
  if (!worst) return 'None of these can be measured yet'
  return met === dimensions.length ? 'Every dimension has reached its target' : `${worst.title} has the furthest to go; ${met} of ${dimensions.length} have reached their target`
}
