import { asRows } from '@/lib/db/rows'
import { AGENT_STATUSES, CountAgentsInput, RISK_LEVELS, type AgentCounts, type AgentStatus } from './contract'
import { askedFor } from './internal/asked-for'
import { plainQuery } from '../query'

/** What is not filtered by kinds alone is counted among as many at most: what a page may wait for. */
const COUNTED_MAX = 1_000
/** Of platforms, the most frequent; of teams and tags, the database gives no more. */
const VALUES_MAX = 20

type Cell = { kind: 'agents' | 'team' | 'tag' | 'total'; status: AgentStatus | null; risk_level: string | null; platform: string | null; value: string | null; agents: bigint; cut: boolean }
type Own = 'status' | 'risk' | 'platform'
type Counted = { value: string; agents: number }
const byCount = (a: Counted, b: Counted): number => b.agents - a.agents || (a.value < b.value ? -1 : 1)

/**
 * How many agents there are under a filter, and how many of each value of a facet. A facet is counted under all that is
 * asked for but its own, so that it says what choosing another of its values would find.
 */
export const countAgents = plainQuery({
  name: 'registry.agent.list',
  input: CountAgentsInput,
  answer: async (tx, { input }): Promise<AgentCounts> => {
    const cells = asRows<Cell>(await tx.$queryRaw`select kind, status, risk_level, platform, value, agents, cut from agent_counts(${askedFor(input)}::jsonb, ${COUNTED_MAX}::int)`)
    const isAsked = ({ status }: Cell): boolean => (input.status === undefined || status === input.status) && !(input.retired === false && status === 'retired')
    const holds = (cell: Cell, but?: Own): boolean =>
      (but === 'status' || isAsked(cell)) &&
      (but === 'risk' || input.risk === undefined || cell.risk_level === input.risk) &&
      (but === 'platform' || input.platform === undefined || cell.platform === input.platform)
    const sums = (valueOf: (cell: Cell) => string | null, but?: Own) => {
      const counts = new Map<string, number>()
      for (const cell of cells) {
        const value = valueOf(cell)
        if (cell.kind === 'agents' && value !== null && holds(cell, but)) counts.set(value, (counts.get(value) ?? 0) + Number(cell.agents))
      }
      return counts
    }
    const known = (values: readonly string[], counts: Map<string, number>) => values.map((value) => ({ value, agents: counts.get(value) ?? 0 }))
    const most = (counts: Map<string, number>) =>
      [...counts]
        .map(([value, agents]) => ({ value, agents }))
        .filter(({ agents }) => agents > 0)
        .sort(byCount)
        .slice(0, VALUES_MAX)
    /** Null: not counted under this filter. */
    const values = (kind: 'team' | 'tag') => {
      const counted = cells.filter((cell) => cell.kind === kind)
      return counted.length === 0 ? null : counted.flatMap(({ value, agents }) => (value === null ? [] : [{ value, agents: Number(agents) }])).sort(byCount)
    }
    const cut = cells.some((cell) => cell.cut)
    /** By status, where they are known however many there are. */
    const totals = cells.filter(({ kind }) => kind === 'total')
    const exact = cut && totals.length > 0 ? new Map(totals.map((cell) => [cell.status as string, Number(cell.agents)])) : null
    return {
      agents: exact ? totals.filter(isAsked).reduce((sum, cell) => sum + Number(cell.agents), 0) : ([...sums(() => 'all').values()][0] ?? 0),
      more: cut && !exact,
      facets_more: cut,
      status: known(AGENT_STATUSES, exact ?? sums((cell) => cell.status, 'status')),
      risk: known(RISK_LEVELS, sums((cell) => cell.risk_level, 'risk')),
      platform: most(sums((cell) => cell.platform, 'platform')),
      team: values('team'),
      tag: values('tag'),
    }
  },
})
