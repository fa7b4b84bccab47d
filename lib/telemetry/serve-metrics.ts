import { createServer } from 'node:http'
import { collectDefaultMetrics } from 'prom-client'
import { listen } from '@/lib/kernel/listen'
import { registry } from '@/lib/kernel/metrics'

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
  await listen(server, { ...place, variable: 'LANYARD_METRICS_PORT' })
  return {
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
