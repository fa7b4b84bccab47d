import { createServer } from 'node:http'
import { collectDefaultMetrics } from 'prom-client'
import { registry } from '@/lib/kernel/metrics'
import { OperatorError } from '@/lib/kernel/operator-error'

export type MetricsPlace = { port: number; bind: string }

/**
 * Serves `/metrics` on a port of its own, so that no public address has it; null: nobody asked for it, and nothing
 * listens. It knows no credential: whoever reaches the port reads it, which by default is this machine alone.
 */
export async function serveMetrics(place: MetricsPlace | null): Promise<{ close(): void }> {
  if (!place) return { close: () => undefined }
  collectDefaultMetrics({ register: registry })
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') return void response.writeHead(404).end()
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType, 'cache-control': 'no-store' }).end(text),
      () => response.writeHead(500).end(),
    )
  })
  server.requestTimeout = 10_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new OperatorError(`port ${place.port} for metrics is in use: set LANYARD_METRICS_PORT to another`) : error),
    )
    server.listen(place.port, place.bind, resolve)
  })
  return {
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
