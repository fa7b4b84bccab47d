import type { JWK } from 'jose'

export type SigningAlgorithm = 'ES256' | 'RS256'

/** What code outside `lib/keys` may know of the issuer's keys: that they sign, and their public halves. */
export type Signer = {
  /** Signs `payload` as a compact JWS with `typ` and the current key's `kid` in the header, and where its key is found when `jku` says so. */
  sign(typ: string, payload: object, alg?: SigningAlgorithm, jku?: string): Promise<string>
  /** Public keys whose signatures are still good: next, current and previous (RFC 7517 §5). */
  publicKeys(): Promise<{ keys: JWK[] }>
  /** How long ago this process asked which keys these are, on the monotonic clock. */
  ageMs(): number
}

/** A key made for storage: its private half is sealed, and nothing else can open it. */
export type SealedKey = { kid: string; alg: SigningAlgorithm; publicJwk: JWK; sealed: string }
