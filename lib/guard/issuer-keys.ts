import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose'

/** How long a key that the issuer has withdrawn may still be believed here, where no lease says which keys are good. */
const CACHE_MS = 60_000
/** An unknown `kid` makes us ask again, at most this often: an attacker must not be able to make us flood the issuer. */
const COOLDOWN_MS = 1_000
const TIMEOUT_MS = 3_000

/** Finds a key, and reads them all anew when it is told that they have changed. */
export type IssuerKeys = JWTVerifyGetKey & { reload?: () => Promise<void> }

/** The issuer's public keys, from its one pinned address; no header of any token is ever followed to another. */
export function issuerKeys(issuer: string): IssuerKeys {
  return createRemoteJWKSet(new URL('/oauth/jwks', issuer), {
    cacheMaxAge: CACHE_MS,
    cooldownDuration: COOLDOWN_MS,
    timeoutDuration: TIMEOUT_MS,
  })
}
