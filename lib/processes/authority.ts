import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import pino from 'pino'
import { authenticator } from '@/lib/api/authenticate'
import { managementApi } from '@/lib/api/server'
import { closeDatabase, hotPool, openDatabase } from '@/lib/db/client'
import { ensureCompany, openPersonSession } from '@/lib/identity/access'
import { DEPTH_MAX, issuer as tokenIssuer, TOKEN_LIFETIME_SECONDS } from '@/lib/identity/authority'
import { startSequencer } from '@/lib/identity/ledger'
import { archiveReader } from '@/lib/jobs/archive/read-archive'
import { keepArchiving } from '@/lib/jobs/archive/keep-archiving'
import { ensureShippedToolServers } from '@/lib/identity/registry'
import { systemClock } from '@/lib/kernel/clock'
import { answerAtOnce } from '@/lib/kernel/crypto-at-once'
import { authorityEnvironment } from '@/lib/kernel/environment'
import { OperatorError } from '@/lib/kernel/operator-error'
import { makeKeys, openKeyRing } from '@/lib/keys'
import { a2aRoutes } from '@/lib/protocols/a2a/routes'
import { feedRoutes } from '@/lib/protocols/feed/routes'
import { logRoutes } from '@/lib/protocols/log/routes'
import { PERSON_TOKEN_SECONDS, platformKeys, SESSION_COOKIE, type OAuthDeps } from '@/lib/protocols/oauth'
import { providerPages } from '@/lib/protocols/people/provider-pages'
import { scimRoutes } from '@/lib/protocols/scim/routes'
import { ssfRoutes } from '@/lib/protocols/ssf/routes'
import { witnessRoutes } from '@/lib/protocols/witness/routes'
import { peopleRoutes } from '@/lib/protocols/people/routes'
import { serveMetrics } from '@/lib/telemetry/serve-metrics'
import { startTracing } from '@/lib/telemetry/start-tracing'
import { notificationSecrets } from '@/lib/secrets/notification-secrets'
import { derive, deriveConsoleSecret, deriveLogSeed, deriveNotificationKey, deriveReceiverSecret } from '@/lib/secrets/derive'
import { deriveFingerprintKey, deriveWitnessSeed } from '@/lib/secrets/derive'
import { loadKeyEncryptionKey } from '@/lib/secrets/key-encryption-key'
import { systemSecrets } from '@/lib/secrets/system-secrets'
import { currentProvider } from './authority/current-provider'
import { checkpointSigner, witnessCosigner } from './authority/checkpoint-signer'
import { authorityEvents } from './authority/events'
import { keepAdvancing } from './authority/drills'
import { keepCallingHooks } from './authority/runtime-hooks'
import { fingerprintWith } from '@/lib/jobs/discovery/fingerprint'
import { systemReach } from '@/lib/jobs/retirement/reach-system'
import { deprovisioner } from '@/lib/jobs/retirement/deprovision'
import { accessProbe } from '@/lib/jobs/reviews/access-probe'
import { ghostProbe } from '@/lib/jobs/retirement/probe'
import { keepRetiring } from '@/lib/jobs/retirement/keep-retiring'
import { keepTelling } from './authority/signals'
import { pushHeaders } from './authority/push-headers'
import { keepReadyToHalt } from './authority/halt-readiness'
import { keepRotating } from './authority/key-schedule'
import { keepReviewing } from './authority/review-schedule'
import { authorityGauges } from './authority/gauges'
import { serve } from './authority/serve'

const CONNECTIONS = { prisma: 10, hot: 12 }

/** The process that knows people and agents, issues tokens, keeps the ledger and gives the order to stop. */
async function main(): Promise<void> {
  answerAtOnce()
  const environment = authorityEnvironment()
  const { issuer, consoleUrl, gatewayUrl } = environment
  const events = authorityEvents(pino({ name: 'authority', level: environment.logLevel }))
  const tracing = await startTracing('authority', environment.tracing, events.tracesNotExported)
  const kek = loadKeyEncryptionKey(environment.home, environment.keyEncryptionKey)
  openDatabase(environment.databaseUrl, CONNECTIONS)
  const keys = await openKeyRing(kek, events.keysNotReloaded)
  const company = await ensureCompany()
  await ensureShippedToolServers(company)

  const receiverSecret = (receiverId: string) => deriveReceiverSecret(kek, receiverId)
  const oauth: OAuthDeps = {
    issuer,
    consoleUrl,
    gatewayUrl,
    keys,
    secrets: {
      consoleClient: deriveConsoleSecret(kek),
      receiverClient: receiverSecret,
      cookies: [derive(kek, 'authority cookies').toString('base64url')],
      dpopNonce: derive(kek, 'dpop nonces'),
    },
    issue: tokenIssuer({ issuer, gatewayUrl, lifetimeSeconds: TOKEN_LIFETIME_SECONDS, depthMax: DEPTH_MAX }, systemClock),
    openPersonSession,
    clock: systemClock,
    log: events.oauth,
    pages: providerPages({ issuer, consoleUrl }),
    platformKeys: platformKeys({ innerNetworks: environment.innerNetworks }),
  }
  const provider = currentProvider(oauth)
  const feed = feedRoutes({ issuer, gatewayUrl, signer: keys, onProblem: events.feed })
  const people = peopleRoutes(
    {
      issuer,
      consoleUrl,
      gatewayUrl,
      get provider() {
        return provider.get()
      },
      formSecret: derive(kek, 'people forms'),
      session: { cookie: SESSION_COOKIE, seconds: PERSON_TOKEN_SECONDS },
      sampleOpen: environment.sampleOpen,
    },
    events.page,
  )
  const makeSigningKeys = () => makeKeys(kek)
  const signerOf = checkpointSigner(issuer, deriveLogSeed(kek))
  const cosignerOf = witnessCosigner(issuer, (tenantId) => deriveWitnessSeed(kek, tenantId))
  const readArchive = archiveReader(environment.archiveFolder)
  const systems = { innerNetworks: environment.innerNetworks, open: systemSecrets(kek).openSystemSecret }
  const api = managementApi({ ...environment, reachSystem: systemReach(systems), readArchive, fingerprint: fingerprintWith(deriveFingerprintKey(kek)), company, makeSigningKeys, receiverSecret, ...notificationSecrets(deriveNotificationKey(kek)), ...systemSecrets(kek), signerOf, cosignerOf, log: events.api })
  const log = logRoutes({ readArchive, authenticate: authenticator({ rootToken: environment.rootToken, company }) })
  const cards = a2aRoutes({ issuer, signer: keys })
  const signals = { issuer, signer: keys, innerNetworks: environment.innerNetworks, header: pushHeaders(kek) }
  const ssf = ssfRoutes({ ...signals, sealHeader: signals.header.seal, onProblem: events.signals })
  const scim = scimRoutes({ issuer, trustDomain: environment.trustDomain, onProblem: events.scim })
  const rest = new Hono().route('/', api).route('/', ssf).route('/', scim).route('/', feed).route('/', log).route('/', witnessRoutes({ cosignerOf })).route('/', cards).route('/', people)

  const server = await serve(environment, {
    oauth: provider.listener,
    rest: getRequestListener(rest.fetch, { overrideGlobalObjects: false, errorHandler: events.request_fault }),
    isReady: () => hotPool().query('select 1').then(() => true, () => false),
  }, events)
  const sequencer = startSequencer(signerOf, events.sequencer)
  authorityGauges(keys)
  const exposed = await serveMetrics(environment.metrics)
  const schedule = keepRotating({ makeSigningKeys }, company, events.keysNotReloaded)
  const drills = keepAdvancing({ gatewayUrl, trustDomain: environment.trustDomain }, events.drill)
  const attempts = { issuer, gatewayUrl, innerNetworks: environment.innerNetworks, signer: keys }
  const reviews = keepReviewing(accessProbe(attempts), events.reviews)
  const hooks = keepCallingHooks({ issuer, signer: keys, innerNetworks: environment.innerNetworks, onProblem: events.hooks })
  const telling = keepTelling({ ...signals, openHeader: signals.header.open, onProblem: events.signals })
  const hands = { probe: ghostProbe(attempts), deprovision: deprovisioner(systems) }
  const retiring = await keepRetiring(hands, events.retiring)
  const halting = keepReadyToHalt(company)
  const archiving = keepArchiving({ folder: environment.archiveFolder, signerOf }, events.archive)
  events.ready({ issuer, port: environment.port })

  let stopping = false
  const stop = async (signal: string) => {
    if (stopping) return
    stopping = true
    events.stopping(signal)
    schedule.stop()
    reviews.stop()
    drills.stop()
    halting.stop()
    await archiving.stop()
    await Promise.all([hooks.stop(), telling.stop(), retiring.stop()])
    exposed.close()
    await Promise.all([feed.close(), api.close(), server.close(), sequencer.stop()])
    await keys.close()
    await closeDatabase()
    await tracing.close()
    process.exit(0)
  }
  // `disconnect`: started by a supervisor, whose end is ours, even when it had no time to say so.
  for (const signal of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.once(signal, () => void stop(signal).catch(fail))
}

function fail(error: unknown): void {
  const text = error instanceof OperatorError ? error.message : ((error as Error)?.stack ?? String(error))
  process.stderr.write(`authority cannot run: ${text}\n`)
  process.exit(1)
}

void main().catch(fail)
