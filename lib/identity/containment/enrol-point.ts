import type { JsonWebKey } from 'node:crypto'
import { hotTransaction } from '@/lib/db/hot'
import { newId, type PointId, type TenantId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import { SYSTEM_TENANT } from '@/lib/db/system-tenant'
import { appendBatch } from '../ledger/append-batch'
import { hashOfCode } from './enrolment-code'

export type EnrolPoint = { code: string; name: string; /** Left out by a server that guards itself: where it is was registered. */ url?: string | undefined; jwk: JsonWebKey; thumbprint: string }
export type EnrolRefusal = { code: 'bad_code' | 'key_in_use' | 'key_revoked' | 'name_in_use' | 'no_address' }

/** Refuses after the code was spent: the transaction rolls back, and the code is good again. */
class Withdrawn extends Error {
  constructor(readonly code: EnrolRefusal['code']) {
    super(code)
  }
}

/**
 * Spends a code and makes its key an enforcement point's: of the tenant and the server that the code is for, or a
 * gateway's. A point of that name, tenant and server that exists takes the new key in place of its old one: who holds a code is trusted to say which key the name has, but not to bring a revoked key back. The
 * ledger keeps every key, so that receipts signed with an earlier one can still be verified.
 *
 * The caller has checked that the request was signed with `jwk`.
 */
export async function enrolPoint(input: EnrolPoint): Promise<Result<{ pointId: PointId }, EnrolRefusal>> {
  const enrolled = hotTransaction('system', async (client) => {
    // One update wins: of N uses at once, N - 1 find it used.
    const spent = await client.query<{ tenant_id: TenantId | null; server: string | null; registered: string | null }>(
      `update enrolment_code c set used_at = now() where code_hash = $1 and point_name = $2 and used_at is null and expires_at > now()
       returning tenant_id, server, (select s.transport->>'url' from tool_server s where s.slug = c.server and s.tenant_id = c.tenant_id and s.transport->>'kind' = 'guard') as registered`,
      [hashOfCode(input.code), input.name],
    )
    const code = spent.rows[0]
    if (!code) return refuse({ code: 'bad_code' })
    const { tenant_id: tenantId, server, registered } = code
    const url = server === null ? input.url : registered
    if (!url) throw new Withdrawn('no_address')
    const known = await client.query<{ name: string; revoked: boolean }>(
      'select name, revoked_at is not null as revoked from enforcement_point where thumbprint = $1',
      [input.thumbprint],
    )
    const holder = known.rows[0]
    if (holder && (holder.name !== input.name || holder.revoked)) throw new Withdrawn(holder.revoked ? 'key_revoked' : 'key_in_use')
    const kept = await client.query<{ id: PointId; renewed: boolean }>(
      `insert into enforcement_point (id, tenant_id, name, url, jwk, thumbprint, server) values ($1, $6, $2, $3, $4, $5, $7)
       on conflict (name) do update set url = excluded.url, jwk = excluded.jwk, thumbprint = excluded.thumbprint, revoked_at = null,
         enrolled_at = case when enforcement_point.thumbprint = excluded.thumbprint then enforcement_point.enrolled_at else now() end
         where enforcement_point.tenant_id is not distinct from excluded.tenant_id and enforcement_point.server is not distinct from excluded.server
       returning id, xmax <> 0 as renewed`,
      [newId(), input.name, url, JSON.stringify(input.jwk), input.thumbprint, tenantId, server],
    )
    const point = kept.rows[0]
    if (!point) throw new Withdrawn('name_in_use')
    const { id, renewed } = point
    await appendBatch(client, [
      {
        id: newId(),
        tenantId: tenantId ?? SYSTEM_TENANT,
        occurredAt: new Date(),
        action: 'containment.point.enrol',
        result: 'ok',
        actor: { kind: 'point', id, name: input.name },
        subject: { kind: 'point', id, name: input.name },
        detail: { url, jwk: input.jwk, thumbprint: input.thumbprint, renewed, ...(server === null ? {} : { server }) },
      },
    ])
    return ok({ pointId: id })
  })
  return enrolled.catch((thrown: unknown) => {
    if (thrown instanceof Withdrawn) return refuse({ code: thrown.code })
    throw thrown
  })
}
