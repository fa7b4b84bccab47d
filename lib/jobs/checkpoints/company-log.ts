import { hotTransaction } from '@/lib/db/hot'
import { trustedId, type TenantId } from '@/lib/kernel/ids'

/** The tenant whose log leaves: the company. Null as long as the authority has not made it. */
export async function companyLog(): Promise<TenantId | null> {
  const { rows } = await hotTransaction('system', (client) => client.query<{ id: string }>(`select id from tenant where kind = 'company' order by id limit 1`))
  return rows[0] ? trustedId<'tenant'>(rows[0].id) : null
}
