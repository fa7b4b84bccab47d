import { z } from 'zod'
import type { FeedRequest } from './feed-request'
import type { GuardOptions } from './public'

const Own = z.object({
  id: z.string(),
  tenantId: z.string(),
  slug: z.string().regex(/^[a-z0-9-]{1,40}$/),
  transport: z.object({ kind: z.literal('guard'), url: z.url({ protocol: /^https?$/ }) }),
})
const Configuration = z.object({
  servers: z.array(z.unknown()).length(1),
  drill: z.object({ server: z.string(), tool: z.string(), resource: z.url() }).optional(),
})

/** This resource server as the registry has it: what tokens for it name, whose it is, and what drills come with. */
export type OwnServer = Readonly<{
  id: string
  tenant: string
  slug: string
  /** The resource indicator (RFC 8707), letter by letter. */
  resource: string
  origin: string
  /** The resource's path, without a slash at its end. */
  base: string
  drill: { server: string; tool: string; resource: string } | null
}>

export async function readOwnServer(request: FeedRequest): Promise<OwnServer> {
  const { status, text } = await request({ method: 'GET', path: '/feed/config', timeoutMs: 5_000 })
  if (status !== 200) throw new Error(`the authority answered ${status} to the configuration`)
  const { servers, drill } = Configuration.parse(JSON.parse(text))
  const { id, tenantId, slug, transport } = Own.parse(servers[0])
  const { origin, pathname } = new URL(transport.url)
  return { id, tenant: tenantId, slug, resource: transport.url, origin, base: pathname.replace(/\/$/, ''), drill: drill ?? null }
}

/** Says what there is to give here, for identity documents and consent pages. */
export async function reportTools(request: FeedRequest, server: OwnServer, tools: GuardOptions['tools']): Promise<void> {
  const described = Object.entries(tools).map(([name, tool]) => {
    const { title = null, description = null, readOnly = null } = typeof tool === 'string' ? { description: tool } : tool
    return { name, title, description, readOnly }
  })
  const { status } = await request({ method: 'POST', path: '/feed/tools', body: { server_id: server.id, tools: described }, timeoutMs: 5_000 })
  if (status !== 200) throw new Error(`the authority answered ${status} to the list of tools`)
}
