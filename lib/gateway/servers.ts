import { z } from 'zod'
import type { FeedRequest } from '@/lib/guard/parts'
import type { Server } from './sessions'

const REFRESH_MS = 5_000

const Tool = z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)])
const Configured = z.object({
  servers: z
    .array(
      z.object({
        id: z.string(),
        tenantId: z.string(),
        slug: z.string().regex(/^[a-z0-9-]{1,40}$/),
        transport: z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('stdio'), command: z.string(), args: z.array(z.string()).default([]) }),
          z.object({ kind: z.literal('http'), url: z.url({ protocol: /^https?$/ }) }),
        ]),
        tools: z.array(Tool).default([]),
      }),
    )
    .max(1_000),
})

/** The tool servers behind this gateway, as the registry has them; read again every few seconds. */
export class Servers {
  private bySlug = new Map<string, Server>()
  private timer: NodeJS.Timeout | null = null

  constructor(
    private readonly options: { request: FeedRequest; onNew: (server: Server) => void; onProblem: (problem: string, detail: string) => void },
  ) {}

  get(slug: string): Server | null {
    return this.bySlug.get(slug) ?? null
  }

  start(): void {
    const again = () => {
      void this.refresh().finally(() => {
        if (this.timer) this.timer = setTimeout(again, this.bySlug.size > 0 ? REFRESH_MS : 1_000)
      })
    }
    this.timer = setTimeout(again, 0)
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
  }

  async refresh(): Promise<void> {
    try {
      const { status, text } = await this.options.request({ method: 'GET', path: '/feed/config', timeoutMs: 5_000 })
      if (status !== 200) throw new Error(`the authority answered ${status} to the configuration`)
      const { servers } = Configured.parse(JSON.parse(text))
      const before = this.bySlug
      this.bySlug = new Map(servers.map((server) => [server.slug, server]))
      for (const server of servers) {
        const known = before.get(server.slug)
        if (!known || JSON.stringify(known.transport) !== JSON.stringify(server.transport)) this.options.onNew(server)
      }
    } catch (error) {
      this.options.onProblem('configuration', error instanceof Error ? error.message.slice(0, 300) : 'unknown')
    }
  }
}
