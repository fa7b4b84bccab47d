import { asRows } from './rows'
import type { Tx } from './transaction'

/** Whether this tenant is the made-up company that shows the product. */
export async function isOfSample(tx: Pick<Tx, '$queryRaw'>, tenantId: string): Promise<boolean> {
  const [row] = asRows<{ kind: string }>(await tx.$queryRaw`select kind from tenant where id = ${tenantId}::uuid`)
  return row?.kind === 'sample'
}
