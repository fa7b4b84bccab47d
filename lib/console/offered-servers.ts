import type { MeView } from '@/lib/identity/access/contract'
import type { ToolServerView } from '@/lib/identity/registry/contract'
import { drillServerOf } from '@/lib/kernel/drill-server'

/** The tool servers that an agent may be given tools of: all but what drills call. */
export const offeredServers = (servers: readonly ToolServerView[], { tenant }: MeView): Pick<ToolServerView, 'slug' | 'title' | 'tools'>[] =>
  servers.filter(({ slug }) => slug !== drillServerOf(tenant.id)).map(({ slug, title, tools }) => ({ slug, title, tools }))
