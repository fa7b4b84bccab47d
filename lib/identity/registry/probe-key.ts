import type { JWK } from 'jose'
import { transaction } from '@/lib/db/transaction'
import { newId, type TenantId } from '@/lib/kernel/ids'
import { ok } from '@/lib/kernel/result'

/** Who gives an agent a key to try it with, so that only what was decided can be why it is refused. None of these is the agent's own. */
export const PROBE_KEYS = { retirement: 'registry.retirement.probe', review: 'reviews.apply.probe' } as const

type Of = Readonly<{ tenantId: TenantId; agentId: string; by: (typeof PROBE_KEYS)[keyof typeof PROBE_KEYS] }>
/** Registers the public half of a key for the agent. */
export type TrustKey = (publicKey: JWK & { kid: string }) => Promise<void>

/** What is trusted meanwhile is trusted for that long, and no longer. */
export async function withProbeKey<T>(of: Of, work: (trust: TrustKey) => Promise<T>): Promise<T> {
  await end(of)
  try {
    return await work((key) => trust(of, key))
  } finally {
    await end(of)
  }
}

async function trust({ tenantId, agentId, by }: Of, { kid, ...jwk }: JWK & { kid: string }): Promise<void> {
  await transaction(tenantId, async (tx) => ok(await tx.agentKey.create({ data: { id: newId(), tenantId, agentId, kid, jwk: JSON.parse(JSON.stringify(jwk)), createdBy: by } })))
}

/** Also those of an attempt that was cut off: their private halves went with the process. */
async function end({ tenantId, agentId, by }: Of): Promise<void> {
  await transaction(tenantId, async (tx) =>
    ok(await tx.$executeRaw`update agent_key set revoked_at = clock_timestamp() where tenant_id = ${tenantId}::uuid and agent_id = ${agentId}::uuid and created_by = ${by} and revoked_at is null`),
  )
}
