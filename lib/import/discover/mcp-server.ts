import { isPlaceOfSecret, namedSecrets, namesASecret, plainUrl, secretsInArguments, secretsInUrl } from './credentials'
import type { At } from './file'
import { dig, fieldsOf, isFields, listOf, textOf, type RawServer, type Sighting } from './outcome'

const NAMED_ONLY = 'named only'

/** The program or the address, without its arguments: those may hold secrets. */
export function reachOf(server: unknown): string {
  const url = plainUrl(dig(server, 'url')) ?? plainUrl(dig(server, 'serverUrl'))
  if (url) return url
  const command = textOf(dig(server, 'command'))
  const shape = command === 'docker' ? /^[a-z0-9][\w.-]*(\/[\w.-]+)+(:[\w.-]+)?$/i : /^@?[a-z0-9][\w./-]*(@[\w.-]+)?$/i
  const packaged = listOf(dig(server, 'args')).find((argument) => typeof argument === 'string' && shape.test(argument))
  return command ? [command.split('/').at(-1), /^(npx|uvx|pnpx|bunx|pipx|docker)$/.test(command) ? packaged : undefined].filter(Boolean).join(' ') : NAMED_ONLY
}

/** The credentials that stand in a server's own entry. */
export function sightingsOf(server: unknown, at: At): Sighting[] {
  return [
    ...namedSecrets(dig(server, 'env'), [...at, 'env']),
    ...namedSecrets(dig(server, 'headers'), [...at, 'headers']),
    ...namedSecrets(dig(server, 'http_headers'), [...at, 'http_headers']),
    ...(isFields(dig(server, 'auth', 'oauth')) || isFields(dig(server, 'oauth')) ? [{ at: [...at, 'auth', 'oauth'], tier: 1 as const, what: 'signs in by OAuth', value: null }] : []),
    ...namedSecrets(dig(server, 'auth'), [...at, 'auth']),
    ...secretsInArguments(listOf(dig(server, 'args')), [...at, 'args']),
    ...secretsInUrl(dig(server, 'url'), [...at, 'url']),
  ]
}

/** A server by its name and place, with the worst of its credentials; where the entry leaves that open, it says why. */
export function serverOf(name: string, server: unknown): RawServer {
  const tiers = sightingsOf(server, []).map(({ tier }) => tier)
  const tier = tiers.length === 0 ? null : Math.max(...tiers)
  const place = reachOf(server)
  return { name, place, tier, unknown: tier !== null && tier >= 4 ? null : whyUnknown(server, place), said: `${strings(server).join('\n')}\n${JSON.stringify(server) ?? ''}` }
}

function whyUnknown(server: unknown, place: string): string | null {
  const args = listOf(dig(server, 'args'))
  if (place === NAMED_ONLY) return 'neither a command nor an address is given'
  if (textOf(dig(server, 'envFile')) || args.some((argument) => typeof argument === 'string' && /^--env-file(=|$)/.test(argument))) return 'its environment is in another file'
  if (textOf(dig(server, 'headersHelper'))) return 'a program of its own gives it its headers'
  const named = ['env', 'headers', 'http_headers', 'auth'].flatMap((field) => Object.entries(fieldsOf(dig(server, field))))
  const isLeftOpen = named.some(([name, value]) => isPlaceOfSecret(name, value)) || args.some((argument, index) => isPlaceAmong(args, argument, index))
  return isLeftOpen ? 'it has a place for a secret, and what fills it is not in the file' : null
}

/** `--api-key <your key>`, `--token=YOUR_TOKEN`, and `-e API_KEY`, which hands on what is set outside. */
function isPlaceAmong(args: readonly unknown[], argument: unknown, index: number): boolean {
  if (typeof argument !== 'string') return false
  const before = args[index - 1]
  if (/^[A-Za-z_]\w*$/.test(argument) && (before === '-e' || before === '--env')) return namesASecret(argument)
  const [, name, value] = /^(?:--?)?([\w-]+)=(.*)$/s.exec(argument) ?? []
  if (name !== undefined) return isPlaceOfSecret(name, value)
  return typeof before === 'string' && /^--?[\w-]+$/.test(before) && !argument.startsWith('-') && isPlaceOfSecret(before.replace(/^-+/, ''), argument)
}

const DEPTH_MAX = 30
const strings = (value: unknown, depth = 0): string[] => {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null || depth > DEPTH_MAX) return []
  return Object.values(value).flatMap((one) => strings(one, depth + 1))
}
