import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { issueEnrolmentCode } from '@/lib/identity/containment/enrolment-code'
import { childEnvironment, type SupervisorEnvironment } from '@/lib/kernel/environment'
import { deriveFingerprintKey } from '@/lib/secrets/derive'
import { deriveConsoleSecret, deriveNotificationKey, deriveSessionSecret } from '@/lib/secrets/derive'
import { accountsFor, ownFolder } from './accounts'
import type { Database } from './database'
import { logFile } from './log-file'
import { sampleVariables, writeSampleDocuments } from './sample'
import type { Service } from './supervise'

const POINT_NAME = 'gateway'
/** Listens nowhere. */
const NO_PORT = 65_535

export type Services = Readonly<{ authority: Service; console: Service; gateway: Service; worker: Service; /** Null: there is no sample company. */ sample: Service | null; warning: string | null }>

/**
 * The processes, each with exactly the environment that it needs. What is not named here, it does not have.
 *
 * @param hasSample whether there is a sample company to keep at work
 */
export function servicesOf(environment: SupervisorEnvironment, database: Database, root: string, hasSample: boolean): Services {
  const { home, authority, console, gateway, worker, logLevel } = environment
  const kek = database.keyEncryptionKey
  if (hasSample) writeSampleDocuments(home)
  const accounts = accountsFor(
    [
      { name: 'authority', port: authority.port },
      { name: 'gateway', port: gateway.port },
      { name: 'console', port: console.port },
      { name: 'worker', port: worker.port },
      ...(hasSample ? [{ name: 'sample' as const, port: NO_PORT }] : []),
    ],
    ['dist/leash.js', '.next/BUILD_ID', 'node_modules/next/package.json'].map((file) => join(root, file)),
    database.account ? [database.account] : [],
  )

  const common = {
    LANYARD_ISSUER: authority.url,
    LANYARD_CONSOLE_URL: console.url,
    LANYARD_GATEWAY_URL: gateway.url,
    LANYARD_LOG_LEVEL: logLevel,
  }
  const innerNetworks = environment.innerNetworks ? 'allow' : 'refuse'
  const discoveryRoots = environment.discoveryRoots.join(':') || null
  const service = (
    name: 'authority' | 'console' | 'gateway' | 'worker',
    { port, bind, url }: { port: number; bind: string; url?: string },
    own: () => Record<string, string | null> | Promise<Record<string, string | null>>,
    { args = [join('dist', `${name}.js`)], path = '/healthz' } = {},
  ): Service => ({
    name,
    args: ['--enable-source-maps', '--import', pathToFileURL(join(root, 'dist', 'leash.js')).href, ...args],
    cwd: root,
    environment: async () => childEnvironment({ ...common, ...metricsOf(environment, name), ...environment.tracing?.variables, LANYARD_BIND: bind, ...(await own()) }),
    account: accounts.of[name],
    health: { port, bind, path, host: url ? new URL(url).host : `localhost:${port}` },
    log: logFile(join(home, 'logs', `${name}.log`)),
  })

  return {
    warning: accounts.warning,
    authority: service('authority', authority, () => ({
      LANYARD_HOME: home,
      LANYARD_ARCHIVE_FOLDER: environment.archiveFolder ?? ownFolder(home, 'archive', accounts.of.authority),
      AUTHORITY_PORT: String(authority.port),
      DATABASE_URL: database.authorityUrl,
      LANYARD_KEY_ENCRYPTION_KEY: kek.toString('base64url'),
      LANYARD_ROOT_TOKEN: environment.rootToken,
      LANYARD_TRUST_DOMAIN: environment.trustDomain,
      LANYARD_DRILL_EVERY: environment.drillEvery,
      LANYARD_DISCOVERY_ROOTS: discoveryRoots,
      LANYARD_STREAM_FOLDER: environment.streamFolder,
      LANYARD_INNER_NETWORKS: innerNetworks,
      LANYARD_SAMPLE: hasSample ? '1' : null,
    })),
    gateway: service('gateway', gateway, async () => {
      ownFolder(home, 'gateway', accounts.of.gateway)
      return {
        LANYARD_HOME: home,
        HOME: ownFolder(home, 'tools', accounts.of.gateway), // tool servers run as the gateway and expect one
        GATEWAY_PORT: String(gateway.port),
        LANYARD_POINT_NAME: POINT_NAME,
        LANYARD_INNER_NETWORKS: innerNetworks,
        LANYARD_ENROLMENT_CODE: await issueEnrolmentCode(database.ownerUrl, POINT_NAME),
      }
    }, { path: '/readyz' }), // alive is not enough: until it is enrolled and holds a lease it refuses everything
    worker: service('worker', worker, () => ({ WORKER_PORT: String(worker.port), DATABASE_URL: database.workerUrl, LANYARD_FINGERPRINT_KEY: deriveFingerprintKey(kek).toString('base64url'), LANYARD_DISCOVERY_ROOTS: discoveryRoots, LANYARD_NOTIFICATION_KEY: deriveNotificationKey(kek).toString('base64url'), LANYARD_INNER_NETWORKS: innerNetworks, LANYARD_DRILL_EVERY: environment.drillEvery, LANYARD_STREAM_FOLDER: environment.streamFolder, LANYARD_CHECKPOINT_FILE: environment.checkpoints.file, LANYARD_CHECKPOINT_URL: environment.checkpoints.url })),
    sample: hasSample
      ? {
          name: 'sample',
          args: ['--enable-source-maps', '--import', pathToFileURL(join(root, 'dist', 'leash.js')).href, join('dist', 'sample.js')],
          cwd: root,
          environment: async () => {
            const own = await sampleVariables(home, { ownerUrl: database.ownerUrl, issuer: authority.url }, accounts.of.sample)
            return own && childEnvironment({ ...common, ...own })
          },
          account: accounts.of.sample,
          health: null,
          log: logFile(join(home, 'logs', 'sample.log')),
        }
      : null,
    console: service(
      'console',
      console,
      () => ({
        PORT: String(console.port),
        NEXTAUTH_URL: console.url,
        NEXTAUTH_SECRET: deriveSessionSecret(kek),
        LANYARD_CONSOLE_SECRET: deriveConsoleSecret(kek),
        LANYARD_STYLEGUIDE: environment.styleguide,
        NEXT_TELEMETRY_DISABLED: '1',
        __NEXT_PROCESSED_ENV: 'true', // Next's own mark for "the .env files are read": the console has what is here, and no more
      }),
      { args: ['node_modules/next/dist/bin/next', 'start', '-H', console.bind, '-p', String(console.port)], path: '/api/health' },
    ),
  }
}

/** Each process has a port of its own, in this order from the one that the operator names. */
const METRICS_ORDER = ['authority', 'gateway', 'worker', 'console'] as const

function metricsOf({ metrics }: SupervisorEnvironment, name: (typeof METRICS_ORDER)[number]): Record<string, string> {
  return metrics ? { LANYARD_METRICS_PORT: String(metrics.port + METRICS_ORDER.indexOf(name)), LANYARD_METRICS_BIND: metrics.bind } : {}
}
