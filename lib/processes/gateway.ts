import { resolve } from 'node:path'
import pino from 'pino'
import { gatewayEvents } from '@/lib/gateway/events'
import { startGateway } from '@/lib/gateway/gateway'
import { gatewayEnvironment } from '@/lib/kernel/environment'
import { OperatorError } from '@/lib/kernel/operator-error'
import { serveMetrics } from '@/lib/telemetry/serve-metrics'
import { startTracing } from '@/lib/telemetry/start-tracing'

/** The enforcement point in front of tool servers. It holds its own key and a lease, and no database. */
async function main(): Promise<void> {
  const environment = gatewayEnvironment()
  const log = pino({ name: 'gateway', level: environment.logLevel })
  const tracing = await startTracing('gateway', environment.tracing, (reason) => log.warn({ reason }, 'traces are not exported'))
  const gateway = await startGateway({
    ...environment,
    packages: resolve(import.meta.dirname, '..'),
    events: gatewayEvents(log, fail),
  })

  await serveMetrics(environment.metrics)
  const stop = () => void gateway.stop().then(() => tracing.close()).finally(() => process.exit(0))
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  // Started by a supervisor: its end is ours, even when it had no time to say so.
  process.once('disconnect', stop)
}

function fail(error: unknown): void {
  const text = error instanceof OperatorError ? error.message : ((error as Error)?.stack ?? String(error))
  process.stderr.write(`gateway cannot run: ${text}\n`)
  process.exit(1)
}

void main().catch(fail)
