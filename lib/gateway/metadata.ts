import type { Server } from './sessions'

export const resourceOf = (gatewayUrl: string, slug: string): string => `${gatewayUrl}/mcp/${slug}`
export const metadataUrlOf = (gatewayUrl: string, slug: string): string => `${gatewayUrl}/.well-known/oauth-protected-resource/mcp/${slug}`

/** Protected resource metadata (RFC 9728 §2): public, and the same for everybody who asks. */
export function protectedResourceMetadata(options: { issuer: string; gatewayUrl: string; server: Server }): Record<string, unknown> {
  const { issuer, gatewayUrl, server } = options
  return {
    resource: resourceOf(gatewayUrl, server.slug),
    resource_name: server.slug,
    authorization_servers: [issuer],
    scopes_supported: server.tools.map((tool) => `mcp:${server.slug}:${tool}`),
    bearer_methods_supported: ['header'],
    dpop_bound_access_tokens_required: true,
    dpop_signing_alg_values_supported: ['ES256', 'Ed25519', 'EdDSA'],
  }
}
