import { Client, type JSONRPCMessage, type Transport } from '@modelcontextprotocol/client'
import type { FeedRequest } from '@/lib/guard/parts'
import type { Backend } from './backend'
import type { Server } from './sessions'

const DISCOVERY_MS = 30_000
const PAGES_MAX = 20
const TOOLS_MAX = 500

export type DiscoveredTool = { name: string; title: string | null; description: string | null; readOnly: boolean | null }

/** Asks a tool server for its tools, as an ordinary client would, and ends it. */
export async function discoverTools(open: () => Promise<Backend>): Promise<DiscoveredTool[]> {
  const backend = await open()
  const client = new Client({ name: 'lanyard-gateway', version: '0.1.0' })
  try {
    await client.connect(transportOver(backend), { timeout: DISCOVERY_MS })
    const tools: DiscoveredTool[] = []
    let cursor: string | undefined
    for (let page = 0; page < PAGES_MAX && tools.length < TOOLS_MAX; page += 1) {
      const listed = await client.listTools(cursor ? { cursor } : {}, { timeout: DISCOVERY_MS })
      for (const { name, title, description, annotations } of listed.tools)
        tools.push({
          name: name.slice(0, 128),
          title: (title ?? annotations?.title ?? null)?.slice(0, 200) ?? null,
          description: description?.slice(0, 4_000) ?? null,
          readOnly: annotations?.readOnlyHint ?? null,
        })
      cursor = listed.nextCursor
      if (!cursor) break
    }
    return tools.slice(0, TOOLS_MAX)
  } finally {
    backend.kill()
  }
}

export async function reportTools(request: FeedRequest, server: Server, tools: readonly DiscoveredTool[]): Promise<void> {
  const { status } = await request({ method: 'POST', path: '/feed/tools', body: { server_id: server.id, tools }, timeoutMs: 10_000 })
  if (status < 200 || status >= 300) throw new Error(`the authority answered ${status} to the list of tools`)
}

/** The backend is started already; the SDK's client only speaks through it. */
function transportOver(backend: Backend): Transport {
  const transport: Transport = {
    start: async () => undefined,
    send: (message: JSONRPCMessage) => backend.send(message),
    close: async () => backend.kill(),
    setProtocolVersion: (version: string) => backend.setProtocolVersion?.(version),
  }
  backend.onmessage = (message) => transport.onmessage?.(message)
  backend.onclose = () => transport.onclose?.()
  return transport
}
