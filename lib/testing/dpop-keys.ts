import { calculateThumbprint, generateKeyPair as makePair } from 'dpop'

export type DPoPKeyPair = { pair: CryptoKeyPair; thumbprint: string }

/** A fresh DPoP key and the `jkt` that tokens are bound to it by. */
export async function generateKeyPair(): Promise<DPoPKeyPair> {
  const pair = await makePair('ES256', { extractable: true })
  return { pair, thumbprint: await calculateThumbprint(pair.publicKey) }
}
