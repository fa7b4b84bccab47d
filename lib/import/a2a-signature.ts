import canonicalize from 'canonicalize'
import { z } from 'zod'

/** The keys that an installation publishes, and where. */
export type IssuerKeys = { issuer: string; keys: readonly Readonly<Record<string, unknown>>[] }

/** What one signature proves. `own_key` came with the card: whoever wrote the card could have made it, and it names nobody. */
export type SignatureFinding =
  | { state: 'intact'; by: 'issuer' | 'own_key'; kid: string }
  | { state: 'changed'; by: 'issuer' | 'own_key'; kid: string }
  | { state: 'unknown_key'; kid: string; jku: string | null }
  | { state: 'unreadable'; reason: string }

const Signature = z.looseObject({ protected: z.string().max(20_000), signature: z.string().max(2_000), header: z.record(z.string(), z.unknown()).optional() })
const Header = z.looseObject({ alg: z.string(), kid: z.string().max(200).optional(), jku: z.string().max(500).optional(), jwk: z.record(z.string(), z.unknown()).optional(), crit: z.unknown().optional() })
/** Never a shared secret, and never none. */
const ALGORITHMS = ['ES256', 'ES384', 'ES512', 'PS256', 'RS256', 'EdDSA', 'Ed25519']
export const SIGNATURES_MAX = 10

/**
 * What the signatures of an agent card prove (A2A 1.0 §8.4: JWS over the JCS form of the card without them). Pure: a key
 * is the one in the signature's own protected header or the issuer's; nothing is fetched from where a card says.
 */
export async function verifyCard(card: Readonly<Record<string, unknown>>, issuer: IssuerKeys | null): Promise<SignatureFinding[]> {
  const { signatures, ...content } = card
  if (!Array.isArray(signatures)) return []
  const payloads = [content, withoutEmpty(content) ?? {}].flatMap((form) => canonicalize(form) ?? [])
  return Promise.all(signatures.slice(0, SIGNATURES_MAX).map((signature) => verifyOne(signature, payloads, issuer)))
}

async function verifyOne(raw: unknown, payloads: readonly string[], issuer: IssuerKeys | null): Promise<SignatureFinding> {
  const signature = Signature.safeParse(raw)
  if (!signature.success) return { state: 'unreadable', reason: 'it is not in the form of a JWS' }
  const { base64url, calculateJwkThumbprint, flattenedVerify, importJWK } = await import('jose')
  const header = Header.safeParse(jsonOf(signature.data.protected, base64url.decode))
  if (!header.success) return { state: 'unreadable', reason: 'its protected header cannot be read' }
  const { alg, kid = '', jku = null, jwk, crit } = header.data
  if (!ALGORITHMS.includes(alg) || crit !== undefined) return { state: 'unreadable', reason: 'its algorithm or an extension of it is not one that cards are signed with' }
  const issued = issuer?.keys.find((key) => key['kid'] === kid && kid !== '' && (jku === null || jku === `${issuer.issuer}/oauth/jwks`))
  const key = issued ?? jwk
  if (!key) return { state: 'unknown_key', kid, jku }
  const by = issued ? 'issuer' : 'own_key'
  try {
    const { d: _, ...half } = key as Record<string, unknown>
    const named = issued ? kid : await calculateJwkThumbprint(half)
    const imported = await importJWK(half, alg)
    if (!('type' in imported) || imported.type !== 'public') return { state: 'unreadable', reason: 'its key is not a public key' }
    for (const payload of payloads) {
      const jws = { protected: signature.data.protected, signature: signature.data.signature, payload: base64url.encode(payload) }
      if (await flattenedVerify(jws, imported, { algorithms: [alg] }).then(() => true, () => false)) return { state: 'intact', by, kid: named }
    }
    return { state: 'changed', by, kid: named }
  } catch {
    return { state: 'unreadable', reason: 'its key cannot be used' }
  }
}

function jsonOf(text: string, decode: (text: string) => Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(decode(text))) as unknown
  } catch {
    return null
  }
}

/** Some libraries leave out what is empty before they canonicalize. No more than that: a field that is unknown here stays signed. */
function withoutEmpty(value: unknown): unknown {
  if (value === '' || value === null || value === undefined) return undefined
  if (typeof value !== 'object') return value
  if (Array.isArray(value)) {
    const kept = value.map(withoutEmpty).filter((one) => one !== undefined)
    return kept.length > 0 ? kept : undefined
  }
  const kept = Object.entries(value).map(([name, one]) => [name, withoutEmpty(one)] as const).filter(([, one]) => one !== undefined)
  return kept.length > 0 ? Object.fromEntries(kept) : undefined
}

const short = (text: string): string => (text ? `\`${text.replace(/[^\w.:~/?=&%+-]/g, '�').slice(0, 60)}\`` : 'without a name')

/** One sentence for each signature, and one where there is none. None says that a card can be trusted. */
export function signatureSentences(findings: readonly SignatureFinding[]): string[] {
  if (findings.length === 0) return ['The card is not signed: anybody could have written it']
  return findings.map((finding) => {
    switch (finding.state) {
      case 'intact':
        return finding.by === 'issuer' ? `Signed by this installation, key ${short(finding.kid)}, and unchanged since` : `Unchanged since it was signed, by a key that the card brings along, ${short(finding.kid)}: nobody has said whose key that is`
      case 'changed':
        return `CHANGED since it was signed, or never signed by the key it names: its signature does not fit, ${finding.by === 'issuer' ? 'by this installation’s' : 'by the card’s own'} key ${short(finding.kid)}`
      case 'unknown_key':
        return `Signed by a key that is not known here, ${short(finding.kid)}${finding.jku ? `, said to be at ${short(finding.jku)}` : ''}: not verified; keys are not fetched from where a card says`
      case 'unreadable':
        return `Its signature could not be verified: ${finding.reason}`
    }
  })
}
