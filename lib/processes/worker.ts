import http from 'node:http'
import pino from 'pino'
import { closeDatabase, hotPool, openDatabase } from '@/lib/db/client'
import { keepDrilling } from '@/lib/jobs/drill/keep-drilling'
import { sweep } from '@/lib/jobs/sweep'
import { workerEnvironment } from '@/lib/kernel/environment'
import { traced } from '@/lib/kernel/tracing'
import { serveMetrics } from '@/lib/telemetry/serve-metrics'
import { startTracing } from '@/lib/telemetry/start-tracing'

const SWEEP_EVERY_MS = 30_000

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

  const stopDrilling = keepDrilling(environment, {
    ended: ({ problem, probes }) => log.info({ problem, places: probes.map(({ name, state }) => ({ name, state })) }, 'drill ended'),
    failed: (error) => log.error({ message: error instanceof Error ? error.message : 'unknown' }, 'drill failed'),
  })

  const databaseAnswers = () => hotPool().query('select 1').then(() => true, () => false)
  const server = http
    .createServer((request, response) => {
      const fine = request.url === '/readyz' ? databaseAnswers() : Promise.resolve(request.url === '/healthz')
      void fine.then((yes) => response.writeHead(yes ? 200 : 503, { 'content-type': 'text/plain' }).end(yes ? 'ok' : 'not ready'))
    })
    .listen(environment.port, environment.bind, () => log.info({ port: environment.port }, 'ready'))

  const exposed = await serveMetrics(environment.metrics)
  const stop = async () => {
    exposed.close()
    clearInterval(timer)
    stopDrilling()
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
