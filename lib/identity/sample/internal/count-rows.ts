import { asRows } from '@/lib/db/rows'
import type { SampleRowsView } from '../contract'

type Counted = { table_name: string; row_count: string | bigint | number }

/** What people call the rows of these tables; every other table's are counted together. */
const WORDS: Record<string, string> = {
  person: 'people',
  agent: 'agents',
  tool_server: 'tool servers',
  mandate: 'mandates',
  delegation: 'delegations',
  containment_order: 'containment orders',
  ledger_entry: 'ledger entries',
}

/** What `sample_rows` counted or erased: by the same loop, so that the two agree. */
export function summaryOf(rows: unknown): Omit<SampleRowsView, 'name'> {
  const counted = asRows<Counted>(rows)
  const count = (one: Counted) => Number(one.row_count)
  const named = Object.entries(WORDS).map(([table, what]) => ({ what, count: counted.filter((one) => one.table_name === table).reduce((sum, one) => sum + count(one), 0) }))
  const total = counted.reduce((sum, one) => sum + count(one), 0)
  return { rows: [...named, { what: 'other rows', count: total - named.reduce((sum, one) => sum + one.count, 0) }], total }
}
