import type { Tx } from '@/lib/db/transaction'
import type { TenantId } from '@/lib/kernel/ids'
import type { CoverageView, Dependents } from '../contract'
import { coverageOf } from '../coverage'
import type { Target } from '../target'
import { readDependents } from './read-dependents'

/** What an order would cover, by the query that executes it, and beside it who needs what it covers. */
export async function previewOf(tx: Pick<Tx, '$queryRaw'>, tenantId: TenantId, asked: Target): Promise<CoverageView | null> {
  const coverage = await coverageOf(tx, tenantId, asked, { withHops: true })
  if (!coverage) return null
  const dependents = await readDependents(tx, tenantId, asked, coverage)
  return { ...coverage.view, dependents, not_covered: [...goOn(dependents), ...coverage.view.not_covered] }
}

/** What is on record is all that can be said: who calls an agent by a way of their own is known to nobody here. */
function goOn({ total, agents: [first] }: Dependents): string[] {
  if (!first) return []
  const who = total === 1 ? `${first.name}, that depends on it,` : `${first.name} and ${total - 1} more agents that depend on it`
  return [`${who} ${total === 1 ? 'goes' : 'go'} on, without it; programs that call it by a way of their own are not on record`]
}
