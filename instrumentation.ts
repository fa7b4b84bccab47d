/** Called once by Next before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { installContentSecurityPolicy } = await import('./app/content-security-policy')
  installContentSecurityPolicy(process.env)
  const { installRequestedPath } = await import('./lib/console/requested-path')
  installRequestedPath()
  const { metricsPlace, tracingEnvironment } = await import('./lib/kernel/environment')
  const [metrics, tracing] = [metricsPlace(process.env), tracingEnvironment(process.env)]
  if (!metrics && !tracing) return
  const { traceUntilTerminated } = await import('./lib/telemetry/start-tracing')
  await traceUntilTerminated('console', tracing, (reason) => console.warn(`traces are not exported: ${reason}`))
  const { serveMetrics } = await import('./lib/telemetry/serve-metrics')
  await serveMetrics(metrics)
  const { readRouteTemplates } = await import('./lib/console/route-template')
  const { observeRequests } = await import('./lib/console/observe-requests')
  observeRequests(readRouteTemplates('.next/routes-manifest.json'), metrics?.port ?? null)
}
