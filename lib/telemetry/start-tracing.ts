import type { TracingEnvironment } from '@/lib/kernel/environment'
import { installTracer } from '@/lib/kernel/tracing'

type Service = 'authority' | 'gateway' | 'worker' | 'console'
/** How long the end of a process may wait for its last spans. */
const FLUSH_MS = 1_000

/**
 * Traces this process where the operator names a collector; null: nobody did, and then the OpenTelemetry packages are
 * not even loaded.
 *
 * @param onProblem spans that a collector did not take; they are lost, and nothing waits for them
 */
export async function startTracing(service: Service, environment: TracingEnvironment | null, onProblem: (reason: string) => void): Promise<{ close(): Promise<void> }> {
  if (!environment) return { close: () => Promise.resolve() }
  const { otelTracing } = await import('./otel')
  const { tracer, shutdown } = otelTracing(`${environment.serviceName}-${service}`, onProblem)
  installTracer(tracer)
  return {
    async close() {
      installTracer(null)
      let timer: NodeJS.Timeout | undefined
      const enough = new Promise<void>((done) => (timer = setTimeout(done, FLUSH_MS)))
      await Promise.race([shutdown().catch(() => undefined), enough])
      clearTimeout(timer)
    },
  }
}

/** The same where the end of the process is in somebody else's hands, as it is in Next's. */
export async function traceUntilTerminated(...of: Parameters<typeof startTracing>): Promise<void> {
  const { close } = await startTracing(...of)
  process.once('SIGTERM', () => void close())
}
