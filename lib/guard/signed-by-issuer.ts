import { KeyObject } from 'node:crypto'
import type { CompactJWSHeaderParameters, JWTVerifyGetKey } from 'jose'
import { payloadOf, readJws } from '@/lib/kernel/jws'

/** The issuer's keys as node:crypto has them, by what was found for a `kid`. */
const nodeKeys = new WeakMap<object, KeyObject>()

/** Reads what the issuer signed by ES256 with a key of its own, found by `keys`. Throws jose's errors. */
export async function signedByIssuer(jws: string, keys: JWTVerifyGetKey): Promise<{ header: CompactJWSHeaderParameters; payload: unknown }> {
  const read = readJws(jws, ['ES256'])
  const found = await keys(read.header, read.parts)
  return { header: read.header, payload: payloadOf(read, nodeKeyOf(found)) }
}

function nodeKeyOf(found: Awaited<ReturnType<JWTVerifyGetKey>>): KeyObject {
  if (found instanceof KeyObject) return found
  if (!(found instanceof CryptoKey)) throw new Error('not an imported key')
  const known = nodeKeys.get(found)
  if (known) return known
  const made = KeyObject.from(found)
  nodeKeys.set(found, made)
  return made
}
