import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { isLoopback, optional, required, type Source } from './environment-variables'
import { OperatorError } from './operator-error'
import { TRACING_NAMES } from './tracing-variables'

/**
 * Everything that Lanyard reads from its environment, and nothing else reads it.
 * One function a process: what a function does not return, that process cannot have.
 */
export { VARIABLE_NAMES, type Source } from './environment-variables'

const home = (source: Source): string => optional(source, 'LANYARD_HOME') ?? resolve('.lanyard')
const logLevel = (source: Source) => optional(source, 'LANYARD_LOG_LEVEL') ?? 'info'

/** Where a process is reached, and where it listens. Without an address of its own it is reached where it listens. */
export type Endpoint = Readonly<{ url: string; port: number; bind: string }>

function endpoint(
  source: Source,
  names: { url: 'LANYARD_ISSUER' | 'LANYARD_CONSOLE_URL' | 'LANYARD_GATEWAY_URL'; port: 'PORT' | 'AUTHORITY_PORT' | 'GATEWAY_PORT' },
  usualPort: number,
): Endpoint {
  const given = optional(source, names.url)
  const portOfLoopbackUrl = given && isLoopback(new URL(given).hostname) ? Number(new URL(given).port) : 0
  const port = optional(source, names.port) ?? (portOfLoopbackUrl || usualPort)
  const url = given ?? `http://localhost:${port}`
  const host = new URL(url).hostname
  const bind = optional(source, 'LANYARD_BIND') ?? (host === '[::1]' ? '::1' : isLoopback(host) ? '127.0.0.1' : '0.0.0.0')
  return { url, port, bind }
}

export const authorityEndpoint = (source: Source) => endpoint(source, { url: 'LANYARD_ISSUER', port: 'AUTHORITY_PORT' }, 4000)
export const consoleEndpoint = (source: Source) => endpoint(source, { url: 'LANYARD_CONSOLE_URL', port: 'PORT' }, 3000)
export const gatewayEndpoint = (source: Source) => endpoint(source, { url: 'LANYARD_GATEWAY_URL', port: 'GATEWAY_PORT' }, 4100)

/** The worker faces nobody: its health is for the machine it runs on, unless LANYARD_BIND says otherwise. */
function workerEndpoint(source: Source): Omit<Endpoint, 'url'> {
  return { port: optional(source, 'WORKER_PORT') ?? 4200, bind: optional(source, 'LANYARD_BIND') ?? '127.0.0.1' }
}

/** Null: drills are started by hand alone. */
const drillEverySeconds = (source: Source): number | null => {
  const set = optional(source, 'LANYARD_DRILL_EVERY')
  return set ? set.seconds : 86_400
}

const discoveryRoots = (source: Source): string[] => optional(source, 'LANYARD_DISCOVERY_ROOTS') ?? []

/** Left out: an installation whose issuer is this machine is one where everything is. */
function innerNetworks(source: Source): boolean {
  const set = optional(source, 'LANYARD_INNER_NETWORKS')
  return set ? set === 'allow' : isLoopback(new URL(authorityEndpoint(source).url).hostname)
}

/** Null: no metrics are served. */
export function metricsPlace(source: Source): { port: number; bind: string } | null {
  const port = optional(source, 'LANYARD_METRICS_PORT')
  return port === null ? null : { port, bind: optional(source, 'LANYARD_METRICS_BIND') ?? '127.0.0.1' }
}

export type TracingEnvironment = Readonly<{
  serviceName: string
  /** Those that are set, for the processes that a start gives them to. */
  variables: Readonly<Record<string, string>>
}>

/** Null: nothing is traced, and nothing is loaded that could. */
export function tracingEnvironment(source: Source): TracingEnvironment | null {
  const values = TRACING_NAMES.map((name) => [name, optional(source, name)] as const)
  const variables = Object.fromEntries(values.filter((pair): pair is readonly [(typeof TRACING_NAMES)[number], string] => pair[1] !== null))
  const isNamed = Boolean(variables['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? variables['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'])
  if (!isNamed || variables['OTEL_SDK_DISABLED'] === 'true') return null
  return { serviceName: variables['OTEL_SERVICE_NAME'] ?? 'lanyard', variables }
}

/** The three public addresses, which most processes name to somebody. */
function addresses(source: Source) {
  return {
    issuer: authorityEndpoint(source).url,
    consoleUrl: consoleEndpoint(source).url,
    gatewayUrl: gatewayEndpoint(source).url,
  }
}

export type SupervisorEnvironment = ReturnType<typeof supervisorEnvironment>
export function supervisorEnvironment(source: Source = process.env) {
  const databaseUrl = optional(source, 'DATABASE_URL')
  const rootToken = optional(source, 'LANYARD_ROOT_TOKEN')
  if (databaseUrl && rootToken)
    throw new OperatorError('LANYARD_ROOT_TOKEN works with the embedded database only: unset it, or unset DATABASE_URL')
  return {
    home: home(source),
    databaseUrl,
    keyEncryptionKey: optional(source, 'LANYARD_KEY_ENCRYPTION_KEY'),
    rootToken,
    checkpoints: checkpointPlaces(source),
    streamFolder: optional(source, 'LANYARD_STREAM_FOLDER'),
    archiveFolder: optional(source, 'LANYARD_ARCHIVE_FOLDER'),
    trustDomain: optional(source, 'LANYARD_TRUST_DOMAIN'),
    logLevel: logLevel(source),
    authority: authorityEndpoint(source),
    console: consoleEndpoint(source),
    gateway: gatewayEndpoint(source),
    worker: workerEndpoint(source),
    /** Where a sample company may be: a database of our own, and addresses of this machine alone. */
    maySample: databaseUrl === null && [authorityEndpoint, consoleEndpoint, gatewayEndpoint].every((of) => isLoopback(new URL(of(source).url).hostname)),
    /** With a database of our own everything is on this machine, whatever its public addresses. */
    innerNetworks: (databaseUrl === null && optional(source, 'LANYARD_INNER_NETWORKS') === null) || innerNetworks(source),
    /** As it was set, for the processes that read it. */
    drillEvery: optional(source, 'LANYARD_DRILL_EVERY')?.text ?? null,
    discoveryRoots: discoveryRoots(source),
    styleguide: optional(source, 'LANYARD_STYLEGUIDE'),
    metrics: metricsPlace(source),
    tracing: tracingEnvironment(source),
  } as const
}

export type AuthorityEnvironment = ReturnType<typeof authorityEnvironment>
export function authorityEnvironment(source: Source = process.env) {
  const { port, bind } = authorityEndpoint(source)
  return {
    ...addresses(source),
    port,
    bind,
    home: home(source),
    databaseUrl: required(source, 'DATABASE_URL'),
    /** Null: it is in the file `kek` in `home`. */
    keyEncryptionKey: optional(source, 'LANYARD_KEY_ENCRYPTION_KEY'),
    /** Null: there is none, and nobody gets in by it. */
    rootToken: optional(source, 'LANYARD_ROOT_TOKEN'),
    trustDomain: optional(source, 'LANYARD_TRUST_DOMAIN') ?? 'lanyard.local',
    /** Links into the sample company sign in without a password: never under an address that others can reach. */
    sampleOpen: optional(source, 'LANYARD_SAMPLE') !== null && isLoopback(new URL(authorityEndpoint(source).url).hostname),
    logLevel: logLevel(source),
    drillEverySeconds: drillEverySeconds(source),
    /** The worker reads them; the authority says which they are. */
    discoveryRoots: discoveryRoots(source),
    /** Whether streams of the ledger may write files, which the worker does. */
    streamFiles: optional(source, 'LANYARD_STREAM_FOLDER') !== null,
    /** Archives of the ledger are written below it, and nothing else of it is read. */
    archiveFolder: optional(source, 'LANYARD_ARCHIVE_FOLDER') ?? resolve(home(source), 'archive'),
    innerNetworks: innerNetworks(source),
    metrics: metricsPlace(source),
    tracing: tracingEnvironment(source),
  } as const
}

export type GatewayEnvironment = ReturnType<typeof gatewayEnvironment>
export function gatewayEnvironment(source: Source = process.env) {
  const { port, bind, url } = gatewayEndpoint(source)
  return {
    issuer: authorityEndpoint(source).url,
    gatewayUrl: url,
    port,
    bind,
    /** The gateway's own folder: its enrolment key lives here, and nothing of another process. */
    folder: resolve(home(source), 'gateway'),
    /** What tool servers work in, and all of this machine that the shipped ones can reach. */
    toolsFolder: resolve(home(source), 'tools'),
    pointName: optional(source, 'LANYARD_POINT_NAME') ?? 'gateway',
    /** Needed once; afterwards the enrolled key speaks for the gateway. */
    enrolmentCode: optional(source, 'LANYARD_ENROLMENT_CODE'),
    innerNetworks: innerNetworks(source),
    logLevel: logLevel(source),
    metrics: metricsPlace(source),
    tracing: tracingEnvironment(source),
  } as const
}

export type SampleEnvironment = ReturnType<typeof sampleEnvironment>
export function sampleEnvironment(source: Source = process.env) {
  return {
    ...addresses(source),
    /** The sample agents' keys, and nothing of another process. */
    folder: resolve(home(source), 'sample'),
    link: required(source, 'LANYARD_SAMPLE_LINK'),
    logLevel: logLevel(source),
  } as const
}

/** Null: not there. */
const checkpointPlaces = (source: Source) => ({ file: optional(source, 'LANYARD_CHECKPOINT_FILE'), url: optional(source, 'LANYARD_CHECKPOINT_URL') })

export type WorkerEnvironment = ReturnType<typeof workerEnvironment>
export function workerEnvironment(source: Source = process.env) {
  return { ...addresses(source), ...workerEndpoint(source), databaseUrl: required(source, 'DATABASE_URL'), /** Null: nobody is notified. */ notificationKey: optional(source, 'LANYARD_NOTIFICATION_KEY'), drillEverySeconds: drillEverySeconds(source), checkpoints: checkpointPlaces(source), streamFolder: optional(source, 'LANYARD_STREAM_FOLDER'), /** Null: nothing is scanned here. */ fingerprintKey: optional(source, 'LANYARD_FINGERPRINT_KEY'), discoveryRoots: discoveryRoots(source), innerNetworks: innerNetworks(source), metrics: metricsPlace(source), tracing: tracingEnvironment(source), logLevel: logLevel(source) } as const
}

export type ConsoleEnvironment = ReturnType<typeof consoleEnvironment>
export function consoleEnvironment(source: Source = process.env) {
  return {
    ...addresses(source),
    /** Authenticates the console as the OAuth client `lanyard-console`. */
    clientSecret: required(source, 'LANYARD_CONSOLE_SECRET'),
    /** Encrypts the session cookie. */
    sessionSecret: required(source, 'NEXTAUTH_SECRET'),
    styleguideOpen: optional(source, 'LANYARD_STYLEGUIDE') !== null,
  } as const
}

/** What works on the database itself, beside the services: backup and restore. */
export type OperatorEnvironment = ReturnType<typeof operatorEnvironment>
export function operatorEnvironment(source: Source = process.env) {
  return {
    home: home(source),
    /** Null: the embedded one in `home`. */
    databaseUrl: optional(source, 'DATABASE_URL'),
    /** Null: it is in the file `kek` in `home`. */
    keyEncryptionKey: optional(source, 'LANYARD_KEY_ENCRYPTION_KEY'),
  } as const
}

export type CliEnvironment = ReturnType<typeof cliEnvironment>
export function cliEnvironment(source: Source = process.env) {
  const folder = home(source)
  const isTold = ADDRESS_VARIABLES.some((name) => optional(source, name) !== null)
  return {
    ...addresses(isTold ? source : addressesLeftIn(folder)),
    home: folder,
    rootToken: optional(source, 'LANYARD_ROOT_TOKEN'),
    /** Where the command keeps what it is signed in with; the person's and not the installation's. */
    configFolder: join(source['XDG_CONFIG_HOME'] || join(source['HOME'] || homedir(), '.config'), 'lanyard'),
  } as const
}

const ADDRESS_VARIABLES = ['LANYARD_ISSUER', 'LANYARD_CONSOLE_URL', 'LANYARD_GATEWAY_URL', 'PORT', 'AUTHORITY_PORT', 'GATEWAY_PORT'] as const
const ADDRESS_FILE = 'addresses.json'

/** The start leaves its addresses in its home, so that the command finds them in another terminal, too. */
export function leaveAddresses({ home, authority, console, gateway }: SupervisorEnvironment): void {
  const left: Source = { LANYARD_ISSUER: authority.url, LANYARD_CONSOLE_URL: console.url, LANYARD_GATEWAY_URL: gateway.url }
  writeFileSync(join(home, ADDRESS_FILE), `${JSON.stringify(left)}\n`, { mode: 0o644 })
}

function addressesLeftIn(folder: string): Source {
  const file = join(folder, ADDRESS_FILE)
  return existsSync(file) ? z.record(z.string(), z.string()).catch({}).parse(JSON.parse(readFileSync(file, 'utf8'))) : {}
}

/** What the operating system, the language and the network need of every child process; none of it is ours. */
const INHERITED = [
  'PATH', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE',
  'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy', 'SystemRoot', 'TEMP', 'TMP',
] as const // prettier-ignore

/** The environment of a child process: what the system needs, and what is named here. Nothing else of ours gets in. */
export function childEnvironment(own: Record<string, string | null>, source: Source = process.env): NodeJS.ProcessEnv {
  const inherited = INHERITED.map((name) => [name, source[name] ?? null] as const)
  const set = [...inherited, ...Object.entries(own)].filter((pair): pair is [string, string] => pair[1] !== null)
  return { NODE_ENV: 'production', ...Object.fromEntries(set) }
}
