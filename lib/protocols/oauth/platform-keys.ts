import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import { z } from 'zod'
import { outbound, OutboundRefused } from '@/lib/kernel/outbound'

/** Where an issuer says what its keys are: OpenID Connect Discovery §4, RFC 8414 §3. */
const METADATA = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'] as const
const ANSWER_BYTES_MAX = 256 * 1024
const ANSWER_MS_MAX = 5_000
const GOOD_FOR_MS = 10 * 60_000
/** How soon an issuer is asked again, for a key that is not among those it had, or after it could not be asked. */
const AGAIN_MS = 30_000
const ISSUERS_MAX = 200

/** Why an issuer's keys are not known; said to administrators. */
export class PlatformKeysProblem extends Error {}
/** The keys of an issuer, for `jwtVerify`. */
export type PlatformKeys = (issuer: string) => JWTVerifyGetKey

const Metadata = z.object({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https?$/ }).max(1_000) })
const KeySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) })
type Known = { at: number; keys: Promise<JSONWebKeySet> }

/**
 * Reads the keys of issuers that somebody has named, by their metadata, and keeps them for a while. Every address is
 * judged when it is connected to; redirects are not followed, and keys that a token names are never looked at.
 */
export function platformKeys({ innerNetworks, now = () => performance.now() }: { innerNetworks: boolean; now?: () => number }): PlatformKeys {
  const ask = outbound({ innerNetworks, answerBytesMax: ANSWER_BYTES_MAX, timeoutMs: ANSWER_MS_MAX })
  const known = new Map<string, Known>()
  const read = (issuer: string, before: Known | undefined): Promise<JSONWebKeySet> => {
    if (before) known.delete(issuer)
    else if (known.size >= ISSUERS_MAX) known.delete(known.keys().next().value ?? '')
    const keys = keysOf(ask, issuer)
    known.set(issuer, { at: now(), keys })
    return keys
  }
  return (issuer) => async (header, token) => {
    const before = known.get(issuer)
    const isOld = !before || now() - before.at > GOOD_FOR_MS
    // One that failed is asked again soon; until then everybody hears the same.
    const keys = await (isOld ? read(issuer, before) : before.keys.catch((error: unknown) => (now() - before.at > AGAIN_MS ? read(issuer, before) : Promise.reject(error))))
    try {
      return await createLocalJWKSet(keys)(header, token)
    } catch (error) {
      // It may have new keys since.
      const last = known.get(issuer)
      if (!(error instanceof errors.JWKSNoMatchingKey) || !last || now() - last.at <= AGAIN_MS) throw error
      return createLocalJWKSet(await read(issuer, last))(header, token)
    }
  }
}

type Ask = ReturnType<typeof outbound>

async function keysOf(ask: Ask, issuer: string): Promise<JSONWebKeySet> {
  const metadata = await metadataOf(ask, issuer)
  const set = KeySet.safeParse(await json(ask, metadata.jwks_uri))
  if (!set.success) throw new PlatformKeysProblem('its keys could not be read')
  return set.data
}

async function metadataOf(ask: Ask, issuer: string): Promise<z.infer<typeof Metadata>> {
  for (const path of METADATA) {
    const said = Metadata.safeParse(await json(ask, `${issuer.replace(/\/$/, '')}${path}`))
    if (!said.success) continue
    if (said.data.issuer !== issuer) throw new PlatformKeysProblem('its metadata names another issuer')
    return said.data
  }
  throw new PlatformKeysProblem('its metadata could not be read')
}

async function json(ask: Ask, url: string): Promise<unknown> {
  try {
    const answer = await ask(url, { headers: { accept: 'application/json' } })
    return answer.ok ? ((await answer.json()) as unknown) : null
  } catch (error) {
    if (error instanceof OutboundRefused) throw new PlatformKeysProblem(error.message)
    return null
  }
}
