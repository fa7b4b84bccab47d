import { registerToolServer } from '@/lib/identity/registry'
import type { Staff } from './agents'

/** Puts servers behind the gateway, so that identity documents can name their tools. Nothing listens there. */
export async function makeToolServers(staff: Staff, slugs: readonly string[], gatewayUrl = 'http://127.0.0.1:4100'): Promise<void> {
  for (const slug of slugs) {
    const made = await registerToolServer({ gatewayUrl })(staff.admin, { slug, title: slug, transport: { kind: 'http', url: 'http://127.0.0.1:9/mcp' } })
    if (!made.ok) throw new Error(JSON.stringify(made.refusal))
  }
}
