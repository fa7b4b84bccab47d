import { z } from 'zod'
import { hotTransaction } from '@/lib/db/hot'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Point } from '../containment'

export const SelfTestReceipt = z.object({
  iss: z.string(),
  aud: z.string(),
  self_test: z.uuid(),
  value: z.string().max(128),
  epoch: z.number().int().nonnegative().nullable(),
  lease_held: z.boolean(),
})
export type SelfTestReceipt = z.infer<typeof SelfTestReceipt>

/** Keeps a point's answer; its signature was verified by the caller. The time is measured here, and the first answer counts. */
export async function recordSelfTestAnswer(point: Point, claims: SelfTestReceipt, jws: string): Promise<Result<null, { code: 'unknown_self_test' }>> {
  return hotTransaction('system', async (client) => {
    const kept = await client.query(
      `insert into self_test_answer (self_test_id, point_id, tenant_id, ms, epoch, lease_held, answered_at, jws)
       select t.id, $2, t.tenant_id, greatest(0, extract(epoch from clock_timestamp() - t.asked_at) * 1000)::float8, $4, $5, clock_timestamp(), $6
       from self_test t where t.id = $1 and t.value = $3 and ($7::uuid is null or t.tenant_id = $7)
       on conflict (self_test_id, point_id) do nothing`,
      [claims.self_test, point.id, claims.value, claims.epoch, claims.lease_held, jws, point.tenantId],
    )
    if (kept.rowCount === 1) return ok(null)
    const known = await client.query('select from self_test_answer where self_test_id = $1 and point_id = $2', [claims.self_test, point.id])
    return known.rowCount === 1 ? ok(null) : refuse({ code: 'unknown_self_test' })
  })
}
