import type { JsonWebKey } from 'node:crypto'
import { hotTransaction } from '@/lib/db/hot'
import { newId, type PointId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import { SYSTEM_TENANT } from '@/lib/db/system-tenant'
import { appendBatch } from '../ledger/append-batch'
import { hashOfCode } from './enrolment-code'

export type EnrolPoint = { code: string; name: string; url: string; jwk: JsonWebKey; thumbprint: string }
export type EnrolRefusal = { code: 'bad_code' | 'key_in_use' | 'key_revoked' }

/** Refuses after the code was spent: the transaction rolls back, and the code is good again. */
class Withdrawn extends Error {
  constructor(readonly code: EnrolRefusal['code']) {
    super(code)
  }
}

/**
 * Spends a code and makes its key an enforcement point's. A point of that name that exists takes the new key in place
 * of its old one: who holds a code is trusted to say which key the name has, but not to bring a revoked key back. The
 * ledger keeps every key, so that receipts signed with an earlier one can still be verified.
 *
 * The caller has checked that the request was signed with `jwk`.
 */
export async function enrolPoint(input: EnrolPoint): Promise<Result<{ pointId: PointId }, EnrolRefusal>> {
  const enrolled = hotTransaction('system', async (client) => {
    // One update wins: of N uses at once, N - 1 find it used.
    const spent = await client.query(
      `update enrolment_code set used_at = now() where code_hash = $1 and point_name = $2 and used_at is null and expires_at > now()`,
      [hashOfCode(input.code), input.name],
    )
    if (spent.rowCount !== 1) return refuse({ code: 'bad_code' })
    const known = await client.query<{ name: string; revoked: boolean }>(
      'select name, revoked_at is not null as revoked from enforcement_point where thumbprint = $1',
      [input.thumbprint],
    )
    const holder = known.rows[0]
    if (holder && (holder.name !== input.name || holder.revoked)) throw new Withdrawn(holder.revoked ? 'key_revoked' : 'key_in_use')
    const kept = await client.query<{ id: PointId; renewed: boolean }>(
      `insert into enforcement_point (id, tenant_id, name, url, jwk, thumbprint) values ($1, null, $2, $3, $4, $5)
       on conflict (name) do update set url = excluded.url, jwk = excluded.jwk, thumbprint = excluded.thumbprint, revoked_at = null,
         enrolled_at = case when enforcement_point.thumbprint = excluded.thumbprint then enforcement_point.enrolled_at else now() end
       returning id, xmax <> 0 as renewed`,
      [newId(), input.name, input.url, JSON.stringify(input.jwk), input.thumbprint],
    )
    const { id, renewed } = kept.rows[0] as { id: PointId; renewed: boolean }
    await appendBatch(client, [
      {
        id: newId(),
        tenantId: SYSTEM_TENANT,
        occurredAt: new Date(),
        action: 'containment.point.enrol',
        result: 'ok',
        actor: { kind: 'point', id, name: input.name },
        subject: { kind: 'point', id, name: input.name },
        detail: { url: input.url, jwk: input.jwk, thumbprint: input.thumbprint, renewed },
      },
    ])
    return ok({ pointId: id })
  })
  return enrolled.catch((thrown: unknown) => {
    if (thrown instanceof Withdrawn) return refuse({ code: thrown.code })
    throw thrown
  })
}
