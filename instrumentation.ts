/** Called once by Next before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { installContentSecurityPolicy } = await import('./app/content-security-policy')
  installContentSecurityPolicy(process.env)
  const { installRequestedPath } = await import('./lib/console/requested-path')
  installRequestedPath()
  const { metricsPlace } = await import('./lib/kernel/environment')
  const { serveMetrics } = await import('./lib/telemetry/serve-metrics')
  await serveMetrics(metricsPlace(process.env))
}
