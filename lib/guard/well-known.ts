import { admit, metadataPathOf, type Opened } from './admission'
import type { Credentials } from './authenticate'
import type { Denial } from './denial'
import type { GuardOptions } from './public'

/** Below the resource's own path, where drills call: what every other call goes through, and then nothing is done. */
export const PROBE_PATH = '/.well-known/lanyard-probe'

/** What the guard answers by itself; null: not its affair. */
export type OwnAnswer = { status: 200; body: unknown } | { status: 204 } | { denial: Denial }

export async function answerWellKnown(opened: Opened, asked: { credentials: Credentials; target: string }, options: Pick<GuardOptions, 'issuer' | 'tools'>): Promise<OwnAnswer | null> {
  const { server } = opened
  const [path = ''] = asked.target.split('?', 1)
  const { method } = asked.credentials
  if (path === metadataPathOf(server) && (method === 'GET' || method === 'HEAD')) return { status: 200, body: metadataOf(opened, options) }
  if (path !== server.base + PROBE_PATH || method !== 'POST' || !server.drill) return null
  const { drill } = server
  const needed = { scope: `mcp:${drill.server}:${drill.tool}`, tool: drill.tool, parameters: {} }
  const admitted = await admit(opened, { ...asked, needed, as: { server: drill.server, resource: drill.resource } })
  if (!admitted.ok) return { denial: admitted.refusal }
  admitted.value.end({ result: 'ok' })
  return { status: 204 }
}

/** Protected resource metadata (RFC 9728 §2): public, and the same for everybody who asks. */
function metadataOf({ server }: Opened, { issuer, tools }: Pick<GuardOptions, 'issuer' | 'tools'>): Record<string, unknown> {
  return {
    resource: server.resource,
    resource_name: server.slug,
    authorization_servers: [issuer],
    scopes_supported: Object.keys(tools).map((tool) => `mcp:${server.slug}:${tool}`),
    bearer_methods_supported: ['header'],
    dpop_bound_access_tokens_required: true,
    dpop_signing_alg_values_supported: ['ES256', 'Ed25519', 'EdDSA'],
  }
}
