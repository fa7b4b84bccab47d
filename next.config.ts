import type { NextConfig } from 'next'

/** The content security policy is not here: it carries a nonce for each response (app/content-security-policy.ts). */
const SECURITY_HEADERS = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  { key: 'Strict-Transport-Security', value: 'max-age=31536000' },
  {
    key: 'Permissions-Policy',
    value: 'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()',
  },
]

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  agentRules: false,
  devIndicators: false,
  typescript: { ignoreBuildErrors: true }, // `npm test` checks the types of everything; a start need not wait for it
  serverExternalPackages: ['@secretlint/core', '@secretlint/profiler', '@secretlint/secretlint-rule-preset-recommend', '@opentelemetry/core', '@opentelemetry/exporter-trace-otlp-http', '@opentelemetry/resources', '@opentelemetry/sdk-trace-base'],
  turbopack: { root: import.meta.dirname },
  experimental: { optimizePackageImports: ['radix-ui'] },
  redirects: async () => [
    { source: '/settings', destination: '/settings/people', permanent: false },
    { source: '/teams', destination: '/settings/teams', permanent: false },
  ],
  headers: async () => [{ source: '/:path*', headers: SECURITY_HEADERS }],
}

export default config
