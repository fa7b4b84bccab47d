import { fieldsOf, isFields, type Sighting } from './outcome'
import type { At } from './file'

const NAMES_A_SECRET = /(?:key|token|secret|passw(?:or)?d|pwd|credentials?|authorization|cookie|pat)$/i
/** Named like one, and holds none. */
const NAMES_NONE = /(?:public|primary|foreign|sort|partition|max|idle|_uri|_url|_endpoint|path|_name|_file|_id)[_-]?(?:key|token|secret)?s?$|^(?:key|keys|tokens|max_tokens)$/i
/** Where somebody is still to put one: `<your key>`, `YOUR_KEY`, `xxx`, `...`. */
const IS_A_PLACE = /^(?:(?:Bearer|Basic|token)\s+)?(?:<.*>|\[.*\]|(?:your|my|replace|change|insert|example|placeholder|dummy|test-key|sk-your|sk-\.\.\.|path\/to|todo).*|.*(?:your[_-]|_here$|-here$).*|[x*.…-]+|none|null|true|false|)$/i
/** Where it comes from elsewhere: an environment variable, an input of the editor, a template. */
const IS_A_REFERENCE = /^(?:(?:Bearer|Basic|token)\s+)?(?:\$\{?\{?[A-Za-z_(]|\{\{|%\w+%|env:|!ENV|process\.env)/i
/** Where a secret store gives it out. */
const IS_VAULTED = /(?:^|[{\s])(?:op:\/\/|vault:|bao:|arn:aws:secretsmanager|projects\/[^/]+\/secrets\/|@Microsoft\.KeyVault|keyvault)/i
const SHORTEST = 6

export const namesASecret = (name: string): boolean => NAMES_A_SECRET.test(name) && !NAMES_NONE.test(name)

/** What stands where a secret belongs: none yet, a reference to one, or the secret itself. */
export function sightingOf(at: At, name: string, value: unknown): Sighting | null {
  if (typeof value !== 'string') return null
  const text = value.trim()
  if (IS_VAULTED.test(text)) return { at, tier: 4, what: `${name}, from a secret store`, value: null, vaulted: true }
  if (IS_A_REFERENCE.test(text)) return { at, tier: 4, what: `${name}, from outside the file`, value: null }
  if (IS_A_PLACE.test(text) || text.length < SHORTEST) return null
  return { at, tier: 5, what: `${name}, in clear text`, value: text.replace(/^(?:Bearer|Basic|token)\s+/i, '') }
}

/** Named as a secret, and only a place for one: what fills it, and whether anything does, is not in the file. */
export const isPlaceOfSecret = (name: string, value: unknown): boolean => namesASecret(name) && typeof value === 'string' && IS_A_PLACE.test(value.trim()) && !/^(?:none|null|true|false)$/i.test(value.trim())

const DEPTH_MAX = 30
const SIGHTINGS_MAX = 500

/** Every field of a value whose name says that a secret belongs there. */
export function namedSecrets(value: unknown, at: At = []): Sighting[] {
  const found: Sighting[] = []
  const visit = (node: unknown, where: At): void => {
    if (where.length > DEPTH_MAX || found.length >= SIGHTINGS_MAX) return
    if (Array.isArray(node)) return node.forEach((one, index) => visit(one, [...where, index]))
    if (!isFields(node)) return
    for (const [name, one] of Object.entries(node)) {
      const here = [...where, name]
      const sighting = namesASecret(name) ? sightingOf(here, name, one) : null
      if (sighting) found.push(sighting)
      else visit(one, here)
    }
  }
  visit(value, at)
  return found
}

/** Arguments of a command: `--api-key VALUE`, `--token=VALUE`, `-e NAME=VALUE`. */
export function secretsInArguments(args: readonly unknown[], at: At): Sighting[] {
  return args.flatMap((argument, index) => {
    if (typeof argument !== 'string') return []
    const [, name, value] = /^(?:--?)?([\w-]+)=(.+)$/s.exec(argument) ?? []
    const before = args[index - 1]
    const named = name ?? (typeof before === 'string' && /^--?[\w-]+$/.test(before) && !argument.startsWith('-') ? before.replace(/^-+/, '') : undefined)
    const sighting = named && namesASecret(named) ? sightingOf([...at, index], named, value ?? argument) : null
    return sighting ? [sighting] : []
  })
}

/** An address with a password, or with a key among its parameters. */
export function secretsInUrl(url: unknown, at: At): Sighting[] {
  if (typeof url !== 'string' || !URL.canParse(url)) return []
  const { password, searchParams } = new URL(url)
  const found = [...searchParams].flatMap(([name, value]) => (/(key|token|secret)/i.test(name) ? (sightingOf(at, `${name} in an address`, value) ?? []) : []))
  const inUser = password ? sightingOf(at, 'password in an address', decodeURIComponent(password.replace(/%(?![0-9a-f]{2})/gi, '%25'))) : null
  return inUser ? [...found, inUser] : found
}

/** An address as it may be shown and compared: without user, password, query and fragment. */
export function plainUrl(url: unknown): string | undefined {
  if (typeof url !== 'string' || url.length > 2_000 || !URL.canParse(url)) return undefined
  const parsed = new URL(url)
  return /^https?:$/.test(parsed.protocol) ? `${parsed.origin}${parsed.pathname === '/' ? '' : parsed.pathname}` : undefined
}

/** The schemes that an A2A card or an OpenAPI document names (OpenAPI 3 §4.8.27), as tiers. */
export function schemesOf(schemes: unknown, at: At): Sighting[] {
  return Object.entries(fieldsOf(schemes)).slice(0, 20).flatMap(([name, scheme]): Sighting[] => {
    const { type, scheme: http } = fieldsOf(scheme)
    const here = [...at, name]
    if (type === 'oauth2' || type === 'openIdConnect' || Object.hasOwn(fieldsOf(scheme), 'oauth2SecurityScheme') || Object.hasOwn(fieldsOf(scheme), 'openIdConnectSecurityScheme')) return [{ at: here, tier: 1, what: 'asks for OAuth', value: null }]
    if (type === 'mutualTLS' || Object.hasOwn(fieldsOf(scheme), 'mtlsSecurityScheme')) return [{ at: here, tier: 3, what: 'asks for a client certificate', value: null }]
    if (type === 'apiKey' || Object.hasOwn(fieldsOf(scheme), 'apiKeySecurityScheme')) return [{ at: here, tier: 4, what: 'asks for an API key', value: null }]
    return type === 'http' ? [{ at: here, tier: 4, what: `asks for HTTP ${http === 'basic' ? 'Basic' : 'Bearer'} authentication`, value: null }] : []
  })
}
