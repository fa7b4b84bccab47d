import type { CompareView } from '@/lib/identity/posture/contract'

export type Group = CompareView['groups'][number]
type By = CompareView['by']

export const nameOf = (by: By, of: string | null): string => of ?? `no ${by}`
/** Where the rows of a number are: the fact's own page, narrowed to the group. */
export const rowsHref = (fact: string, by: By, of: string | null, show?: 'all' | 'good' | 'bad'): string =>
  `/maturity/facts/${fact}?${new URLSearchParams({ ...(show ? { show } : {}), by, ...(of === null ? {} : { of }) })}`
export const groupHref = (by: By, of: string | null): string => `/maturity/compare?${new URLSearchParams({ by, group: of ?? '-' })}#facts`
export const signed = (difference: number): string => (difference === 0 ? 'as expected' : `${difference > 0 ? '+' : '−'}${Math.abs(difference)}`)

/** What stands out, in a sentence. */
export function compareFinding({ by, groups }: Pick<CompareView, 'by' | 'groups'>): string {
  if (by === 'risk') {
    const lowest = groups.filter(({ score }) => score !== null).sort((a, b) => (a.score ?? 0) - (b.score ?? 0))[0]
    return lowest ? `Agents of ${lowest.of} risk have the furthest to go: ${Math.round(lowest.score ?? 0)} of 100` : 'Nothing can be measured yet'
  }
  const ranked = groups.filter(({ rank }) => rank !== null)
  const last = ranked.at(-1)
  if (!last) return 'Every group is too small to be ranked'
  if (ranked.length === 1 || (last.difference ?? 0) >= 0) return 'No group is below what its risk lets expect'
  return `${nameOf(by, last.of)} is furthest below what its risk lets expect: ${Math.round(last.score ?? 0)} of ${Math.round(last.expected ?? 0)}`
}
