import { createPublicKey, type KeyObject } from 'node:crypto'
import { z } from 'zod'
import { recordReceipt, type Point } from '@/lib/identity/containment'
import { ReceiptClaims } from '@/lib/identity/containment/feed-contract'
import { payloadOf, readJws } from '@/lib/kernel/jws'
import type { FeedDeps } from './deps'
import { INVALID, NO_STORE, problem } from './problem'

const ReceiptInput = z.strictObject({ receipt: z.string().max(4_096) })

/** POST /feed/receipts: a point's own signed word that it enforces an order. */
export const receiptsEndpoint =
  ({ issuer }: FeedDeps) =>
  async (body: unknown, point: Point): Promise<Response> => {
    const input = ReceiptInput.safeParse(body)
    if (!input.success) return problem(INVALID)
    const { receipt } = input.data
    const claims = verifiedBy(receipt, point, 'lanyard-receipt+jwt', ReceiptClaims)
    if (!claims || claims.iss !== point.id || claims.aud !== issuer)
      return problem({ status: 400, code: 'bad_receipt', title: 'the receipt is not signed by this point for this authority' })
    const kept = await recordReceipt(point, claims, receipt)
    if (kept.ok) return Response.json({ ms: kept.value.ms }, { headers: NO_STORE })
    switch (kept.refusal.code) {
      case 'unknown_order':
        return problem({ status: 404, code: 'unknown_order', title: 'there is no such order for this point' })
      case 'wrong_epoch':
        return problem({ status: 400, code: 'wrong_epoch', title: 'the order has another epoch' })
    }
  }

/** With the enrolled key and nothing that the receipt itself names. */
export function verifiedBy<T>(receipt: string, point: Point, typ: string, claims: z.ZodType<T>): T | null {
  try {
    const jws = readJws(receipt, point.jwk.kty === 'EC' ? ['ES256'] : ['EdDSA', 'Ed25519'])
    return jws.header.typ === typ ? claims.parse(payloadOf(jws, keyOf(point))) : null
  } catch {
    return null
  }
}

/** By their thumbprints, which are digests of the keys; a halt waits for a receipt of every point there is. */
const keys = new Map<string, KeyObject>()
const KEYS_MAX = 1_000
function keyOf({ thumbprint, jwk }: Point): KeyObject {
  const known = keys.get(thumbprint)
  if (known) return known
  if (keys.size >= KEYS_MAX) keys.clear()
  const made = createPublicKey({ key: jwk, format: 'jwk' })
  keys.set(thumbprint, made)
  return made
}
