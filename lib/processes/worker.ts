import http from 'node:http'
import pino from 'pino'
import { closeDatabase, hotPool, openDatabase } from '@/lib/db/client'
import { keepWitnesses } from '@/lib/jobs/checkpoints/ask-witnesses'
import { companyLog } from '@/lib/jobs/checkpoints/company-log'
import { keepCheckpoints } from '@/lib/jobs/checkpoints/keep-checkpoints'
import { keepDrilling } from '@/lib/jobs/drill/keep-drilling'
import { keepNotifying } from '@/lib/jobs/notifications/keep-notifying'
import { keepStreaming } from '@/lib/jobs/streams/keep-streaming'
import { streamGauges } from '@/lib/jobs/streams/stream-gauges'
import { keepDiscovering } from '@/lib/jobs/discovery/keep-discovering'
import { drainOutbox } from '@/lib/jobs/outbox'
import { keepPartitions } from '@/lib/jobs/partitions'
import { keepLapsing } from '@/lib/jobs/lapses'
import { keepPosture } from '@/lib/jobs/posture'
import { sweep } from '@/lib/jobs/sweep'
import { workerEnvironment } from '@/lib/kernel/environment'
import { listen } from '@/lib/kernel/listen'
import { traced } from '@/lib/kernel/tracing'
import { serveMetrics } from '@/lib/telemetry/serve-metrics'
import { notificationSecrets } from '@/lib/secrets/notification-secrets'
import { startTracing } from '@/lib/telemetry/start-tracing'

const SWEEP_EVERY_MS = 30_000
const OUTBOX_EVERY_MS = 2_000

/** The process for what may wait: nothing on the token path, the kill path or a page stands behind it. */
async function main(): Promise<void> {
  const environment = workerEnvironment()
  const log = pino({ name: 'worker', level: environment.logLevel })
  const tracing = await startTracing('worker', environment.tracing, (reason) => log.warn({ reason }, 'traces are not exported'))
  openDatabase(environment.databaseUrl, { prisma: 1, hot: 2 })

  const runSweep = () =>
    traced('worker.sweep', {}, () => sweep()).then(
      (swept) => log.debug({ swept }, 'swept'),
      (error: unknown) => log.error({ message: error instanceof Error ? error.message : 'unknown' }, 'sweep failed'),
    )
  const timer = setInterval(runSweep, SWEEP_EVERY_MS)
  void runSweep()

  // One round at a time: what is slow is not begun twice.
  let draining = false
  const runOutbox = async () => {
    if (draining) return
    draining = true
    await traced('worker.outbox', {}, () => drainOutbox()).then(
      ({ done, failed }) => (done + failed > 0 ? log.info({ done, failed }, 'outbox carried out') : undefined),
      (error: unknown) => log.error({ message: error instanceof Error ? error.message : 'unknown' }, 'outbox failed'),
    )
    draining = false
  }
  const outboxTimer = setInterval(() => void runOutbox(), OUTBOX_EVERY_MS)
  void runOutbox()

  const stopDrilling = keepDrilling(environment, {
    ended: ({ problem, probes }) => log.info({ problem, places: probes.map(({ name, state }) => ({ name, state })) }, 'drill ended'),
    failed: (error) => log.error({ message: error instanceof Error ? error.message : 'unknown' }, 'drill failed'),
  })

  const stopKeeping = keepCheckpoints(companyLog, { ...environment.checkpoints, innerNetworks: environment.innerNetworks }, {
    kept: (fields) => log.info(fields, 'checkpoint kept outside'),
    notKept: (fields) => (fields.kind === 'contradiction' ? log.error(fields, 'the log contradicts the checkpoint that is kept outside') : log.warn(fields, 'checkpoint not kept outside yet')),
  })

  const witnesses = keepWitnesses(environment, {
    notCosigned: (fields) => (fields.kind === 'contradiction' ? log.error(fields, 'the log contradicts what its witness knows') : log.warn(fields, 'a head was not cosigned yet')),
  }, (error) => log.error({ message: error instanceof Error ? error.message : 'unknown' }, 'witnesses were not asked'))

  const stopDiscovering = keepDiscovering({ key: environment.fingerprintKey, roots: environment.discoveryRoots, issuer: environment.issuer }, (error) => log.error({ message: error instanceof Error ? error.message : 'unknown' }, 'a scan failed'))
  const stopPosture = keepPosture((error) => log.error({ message: error instanceof Error ? error.message : 'unknown' }, 'posture was not computed'))

  const stopLapsing = keepLapsing((error) => log.error({ message: error instanceof Error ? error.message : 'unknown' }, 'agents that lapse were not looked after'))
  const stopPartitions = keepPartitions((error) => log.error({ message: error instanceof Error ? error.message : 'unknown' }, 'the ledger’s partitions were not looked after'))

  const { notificationKey, innerNetworks, consoleUrl } = environment
  if (!notificationKey) log.warn('no LANYARD_NOTIFICATION_KEY: nobody is notified, and the ledger is streamed nowhere')
  const notifying = notificationKey
    ? keepNotifying({ ...notificationSecrets(notificationKey), innerNetworks, consoleUrl }, (error) => log.error({ message: error instanceof Error ? error.message : 'unknown' }, 'notifications were not sent'))
    : null
  const streaming = notificationKey
    ? keepStreaming({ ...notificationSecrets(notificationKey), issuer: environment.issuer, innerNetworks, folder: environment.streamFolder }, (error) => log.error({ message: error instanceof Error ? error.message : 'unknown' }, 'a stream of the ledger was not sent'))
    : null

  const databaseAnswers = () => hotPool().query('select 1').then(() => true, () => false)
  const server = http.createServer((request, response) => {
    const fine = request.url === '/readyz' ? databaseAnswers() : Promise.resolve(request.url === '/healthz')
    void fine.then((yes) => response.writeHead(yes ? 200 : 503, { 'content-type': 'text/plain' }).end(yes ? 'ok' : 'not ready'))
  })
  await listen(server, { ...environment, variable: 'WORKER_PORT' })
  log.info({ port: environment.port }, 'ready')

  streamGauges()
  const exposed = await serveMetrics(environment.metrics)
  const stop = async () => {
    exposed.close()
    clearInterval(timer)
    clearInterval(outboxTimer)
    stopDrilling()
    stopPosture()
    stopLapsing()
    stopPartitions()
    stopDiscovering()
    stopKeeping()
    await Promise.all([notifying?.stop(), streaming?.stop(), witnesses.stop()])
    server.close()
    await closeDatabase()
    await tracing.close()
    process.exit(0)
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  // Started by a supervisor: its end is ours, even when it had no time to say so.
  process.once('disconnect', stop)
}

void main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'failed'}\n`)
  process.exit(1)
})
