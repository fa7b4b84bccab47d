import type { Tx } from '@/lib/db/transaction'
import type { TenantId } from '@/lib/kernel/ids'
import type { CoverageView } from '../contract'
import { coverageOf } from '../coverage'
import type { Target } from '../target'
import { readDependents } from './read-dependents'

/** What an order would cover, by the query that executes it, and beside it who needs what it covers. */
export async function previewOf(tx: Pick<Tx, '$queryRaw'>, tenantId: TenantId, asked: Target): Promise<CoverageView | null> {
  const coverage = await coverageOf(tx, tenantId, asked)
  return coverage && { ...coverage.view, dependents: await readDependents(tx, tenantId, asked, coverage) }
}
