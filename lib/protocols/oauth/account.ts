import type { Account, KoaContextWithOIDC } from 'oidc-provider'
import { hotTransaction } from '@/lib/db/hot'
import { parseId, trustedId } from '@/lib/kernel/ids'
import { stateOf } from './request-state'

type Row = { id: string; tenant_id: string; name: string; email: string }

/** A person who may sign in, read afresh: one who was deactivated a moment ago has no account here. */
export async function findAccount(ctx: KoaContextWithOIDC, sub: string): Promise<Account | undefined> {
  const id = parseId<'person'>(sub)
  if (!id) return undefined
  const row = await hotTransaction('system', async (client) => {
    const { rows } = await client.query<Row>({
      name: 'oauth-account',
      text: `select id, tenant_id, name, email from person where id = $1 and status = 'active'`,
      values: [id],
    })
    return rows[0]
  })
  if (!row) return undefined
  stateOf(ctx).person = { id, tenantId: trustedId(row.tenant_id) }
  return { accountId: id, claims: async () => ({ sub: id, name: row.name, email: row.email, email_verified: true }) }
}
