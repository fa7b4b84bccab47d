import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose'

/** How long a key that the issuer has withdrawn may still be believed here. */
const CACHE_MS = 60_000
/** An unknown `kid` makes us ask again, at most this often: an attacker must not be able to make us flood the issuer. */
const COOLDOWN_MS = 5_000
const TIMEOUT_MS = 3_000

/** The issuer's public keys, from its one pinned address; no header of any token is ever followed to another. */
export function issuerKeys(issuer: string): JWTVerifyGetKey {
  return createRemoteJWKSet(new URL('/oauth/jwks', issuer), {
    cacheMaxAge: CACHE_MS,
    cooldownDuration: COOLDOWN_MS,
    timeoutDuration: TIMEOUT_MS,
  })
}
