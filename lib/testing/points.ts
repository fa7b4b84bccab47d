import { randomUUID, type JsonWebKey, type KeyObject } from 'node:crypto'
import { SignJWT } from 'jose'
import { transaction } from '@/lib/db/transaction'
import type { Point, SpentProof } from '@/lib/identity/containment'
import { newId } from '@/lib/kernel/ids'
import { p256KeyPair } from '@/lib/kernel/key-pair'
import { ok } from '@/lib/kernel/result'
import { thumbprintOf } from '@/lib/protocols/dpop/proof-key'

export type PointKeys = { jwk: JsonWebKey; thumbprint: string; privateKey: KeyObject }
export function pointKeys(): PointKeys {
  const { publicKey, privateKey } = p256KeyPair()
  const jwk = publicKey.export({ format: 'jwk' })
  return { jwk, thumbprint: thumbprintOf(jwk), privateKey }
}

/** A DPoP proof; `over` replaces its claims. */
export const proofBy = (keys: PointKeys, method: string, url: string, over: Record<string, unknown> = {}): Promise<string> =>
  new SignJWT({ jti: randomUUID(), htm: method, htu: url, iat: Math.floor(Date.now() / 1000), ...over })
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: keys.jwk as { kty: string } })
    .sign(keys.privateKey)

/** A request's proof that nobody has used. */
export const anyProof = (): SpentProof => ({ id: randomUUID(), goodUntil: new Date(Date.now() + 30_000) })

/** An enrolled point, without the enrolment. */
export async function makePoint(over: Partial<Point> = {}): Promise<Point & PointKeys> {
  const keys = pointKeys()
  const point = { id: newId<'enforcement_point'>(), name: `point-${randomUUID().slice(0, 8)}`, tenantId: null, ...keys, ...over }
  const { id, name, tenantId, thumbprint, jwk } = point
  await transaction('system', async (tx) =>
    ok(await tx.enforcementPoint.create({ data: { id, name, tenantId, url: 'http://point.test', thumbprint, jwk: jwk as Record<string, string> } })),
  )
  return point
}
