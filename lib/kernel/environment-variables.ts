import { resolve } from 'node:path'
import { z } from 'zod'
import { OperatorError } from './operator-error'
import { TRACING_VARIABLES } from './tracing-variables'

/** Where variables are read from. */
export type Source = Readonly<Record<string, string | undefined>>

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port number')
  .transform(Number)
  .refine((value) => value >= 1 && value <= 65_535, 'must be a port from 1 to 65535')

/** A public address is an origin: RFC 8414 would allow an issuer with a path, we do not. */
const origin = z.string().transform((raw, context) => {
  const url = URL.canParse(raw) ? new URL(raw) : null
  const problem = !url
    ? 'must be an address such as https://lanyard.example.com'
    : url.username || url.password || url.pathname !== '/' || url.search || url.hash
      ? 'must be an origin: scheme, host and port, nothing after them'
      : url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))
        ? 'must be https, since its host is not this machine'
        : null
  if (!url || problem) {
    context.addIssue({ code: 'custom', message: problem ?? 'must be an address' })
    return z.NEVER
  }
  return url.origin
})

const postgresUrl = z.string().refine((raw) => {
  if (!URL.canParse(raw)) return false
  const url = new URL(raw)
  return /^postgres(ql)?:$/.test(url.protocol) && url.pathname.length > 1
}, 'must look like postgresql://user:password@host:5432/database')

const secret = (least: number) => z.string().min(least, `must have at least ${least} characters`)

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 }

const VARIABLES = {
  LANYARD_HOME: z.string().transform((folder) => resolve(folder)),
  LANYARD_ISSUER: origin,
  LANYARD_CONSOLE_URL: origin,
  LANYARD_GATEWAY_URL: origin,
  /** Where to listen. Left out, a process whose public address is this machine's listens on this machine only. */
  LANYARD_BIND: z.union([z.ipv4(), z.ipv6()], 'must be an IP address'),
  PORT: port,
  AUTHORITY_PORT: port,
  GATEWAY_PORT: port,
  /** Health and metrics of the worker; it serves nothing else. */
  WORKER_PORT: port,
  /** Prometheus metrics of this process; left out, there are none. `npm start` gives its processes this and the ports that follow. */
  LANYARD_METRICS_PORT: port,
  /** Where metrics are served; this machine only, unless it says otherwise. */
  LANYARD_METRICS_BIND: z.union([z.ipv4(), z.ipv6()], 'must be an IP address'),
  DATABASE_URL: postgresUrl,
  LANYARD_TRUST_DOMAIN: z.string().regex(/^[a-z0-9._-]{1,255}$/, 'must be a SPIFFE trust domain such as example.com'),
  LANYARD_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error'], 'must be debug, info, warn or error'),
  LANYARD_ROOT_TOKEN: secret(16),
  LANYARD_KEY_ENCRYPTION_KEY: z
    .string()
    .refine((text) => isKey(text), 'must be 32 random bytes in base64url (43 characters)')
    .transform((text) => Buffer.from(text, 'base64url')),
  LANYARD_CONSOLE_SECRET: secret(32),
  /** What the worker opens the mail server's password and signs webhooks with; derived from the key-encryption key. */
  LANYARD_NOTIFICATION_KEY: z
    .string()
    .refine((text) => isKey(text), 'must be 32 bytes in base64url (43 characters)')
    .transform((text) => Buffer.from(text, 'base64url')),
  NEXTAUTH_SECRET: secret(32),
  LANYARD_ENROLMENT_CODE: secret(16),
  /** How often the kill switch is drilled; `off` leaves it to people. Left out: every day. */
  LANYARD_DRILL_EVERY: z
    .string()
    .regex(/^(off|[1-9]\d{0,4}[smhd])$/, 'must be off, or a whole number with s, m, h or d after it, such as 24h')
    .transform((text) => ({ text, seconds: text === 'off' ? null : Number(text.slice(0, -1)) * (UNIT_SECONDS[text.slice(-1)] ?? 1) })),
  /** Where the worker keeps the newest signed head of the ledger, outside of the database. */
  LANYARD_CHECKPOINT_FILE: z.string().transform((file) => resolve(file)),
  /** To whom the worker sends it (C2SP tlog-witness). */
  LANYARD_CHECKPOINT_URL: z.url({ protocol: /^https?$/, error: 'must be an address such as https://witness.example.com/add-checkpoint' }),
  /** Below which streams of the ledger may write files; left out, none do. */
  LANYARD_STREAM_FOLDER: z.string().transform((folder) => resolve(folder)),
  /** Where the authority writes entries of the ledger that are older than the retention; left out: `archive` in LANYARD_HOME. */
  LANYARD_ARCHIVE_FOLDER: z.string().transform((folder) => resolve(folder)),
  /** Whether the gateway, the drills and the checkpoints may connect to this machine and to private networks. */
  LANYARD_INNER_NETWORKS: z.enum(['allow', 'refuse'], 'must be allow or refuse'),
  /** Set by the start of an embedded installation that has a sample company. */
  LANYARD_SAMPLE: z.literal('1', 'must be 1'),
  /** The console shows the style guide, which is for those who build it, at /styleguide. */
  LANYARD_STYLEGUIDE: z.literal('1', 'must be 1'),
  /** The link with which the process that keeps the sample at work signs in, once. */
  LANYARD_SAMPLE_LINK: z.string().regex(/^https?:\/\/[^\s]+\/sample\?code=[A-Za-z0-9_-]{43}$/, 'must be a link into the sample'),
  /** Folders of the worker's host that discovery may read, and what is below them; several with a colon between. Left out: none. */
  LANYARD_DISCOVERY_ROOTS: z
    .string()
    .transform((text) => text.split(':').map((folder) => folder.trim()).filter(Boolean))
    .refine((folders) => folders.every((folder) => folder.startsWith('/')), 'must be whole paths of folders, with a colon between them')
    .transform((folders) => folders.map((folder) => resolve(folder))),
  /** Keys the fingerprints of secrets that are found; made from the key-encryption key by the start. */
  LANYARD_FINGERPRINT_KEY: z
    .string()
    .refine((text) => isKey(text), 'must be 32 bytes in base64url (43 characters)')
    .transform((text) => Buffer.from(text, 'base64url')),
  LANYARD_POINT_NAME: z.string().regex(/^[a-z0-9-]{1,40}$/, 'must be lower-case letters, digits and hyphens, 40 at most'),
  ...TRACING_VARIABLES,
} as const

type Variable = keyof typeof VARIABLES
/** Every name, for what documents or sets them. */
export const VARIABLE_NAMES: readonly string[] = Object.keys(VARIABLES)
type Value<V extends Variable> = z.output<(typeof VARIABLES)[V]>

/** A broken one of these is named, but its value is never shown. */
const SECRET: ReadonlySet<Variable> = new Set<Variable>([
  'DATABASE_URL', 'LANYARD_ROOT_TOKEN', 'LANYARD_KEY_ENCRYPTION_KEY', 'LANYARD_CONSOLE_SECRET', 'LANYARD_NOTIFICATION_KEY', 'NEXTAUTH_SECRET',
  'LANYARD_ENROLMENT_CODE', 'LANYARD_FINGERPRINT_KEY', 'LANYARD_SAMPLE_LINK', 'LANYARD_CHECKPOINT_URL', 'OTEL_EXPORTER_OTLP_HEADERS',
]) // prettier-ignore

/** Set but empty counts as not set: that is what container files make of a variable nobody filled in. */
export function optional<V extends Variable>(source: Source, name: V): Value<V> | null {
  const raw = source[name]?.trim()
  if (!raw) return null
  const parsed = VARIABLES[name].safeParse(raw)
  if (parsed.success) return parsed.data as Value<V>
  const problem = parsed.error.issues[0]?.message ?? 'is not valid'
  throw new OperatorError(`${name} ${problem}${SECRET.has(name) ? '' : ` (it is \`${raw}\`)`}`)
}

export function required<V extends Variable>(source: Source, name: V): Value<V> {
  const value = optional(source, name)
  if (value === null) throw new OperatorError(`${name} is not set, and this process cannot run without it`)
  return value
}

export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

/** Buffer.from forgives stray characters; a key that only nearly decodes must not. */
function isKey(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(text) && Buffer.from(text, 'base64url').length === 32
}
