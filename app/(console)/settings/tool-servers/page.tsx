import type { Metadata } from 'next'
import { Badge } from '@/components/ui/badge'
import { CopyId } from '@/components/ui/copy-id'
import { EmptyState } from '@/components/ui/empty-state'
import { Card } from '@/components/ui/section'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import { may, me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import type { ToolServerView } from '@/lib/identity/registry/contract'
import { RefusedState } from '../../_components/refused-state'
import { RegisterToolServer } from '../_components/register-tool-server'
import { SetServerOwner } from '../_components/set-server-owner'

export const metadata: Metadata = { title: 'Tool servers' }

export default async function ToolServersPage() {
  const [who, servers] = await Promise.all([me(), read((api) => api.toolServers.list({}))])
  if (!servers.ok) return <RefusedState refusal={servers.refusal} what="tool servers" clearHref="/settings/tool-servers" />
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <p className="max-w-prose text-sm text-ink-2">MCP servers behind the gateway, and services that guard themselves. Agents reach them at the address of the resource, with a token for it and nothing else.</p>
        {may(who, 'registry.tool_server.register') ? <RegisterToolServer /> : null}
      </div>
      {servers.value.length === 0 ? (
        <Card>
          <EmptyState because="nothing_yet" title="No tool server is behind the gateway" />
        </Card>
      ) : (
        servers.value.map((server) => <ToolServer key={server.id} server={server} mayChange={may(who, 'registry.tool_server.set_owner')} />)
      )}
    </div>
  )
}

function ToolServer({ server, mayChange }: Readonly<{ server: ToolServerView; mayChange: boolean }>) {
  return (
    <Card
      id={server.slug}
      title={<bdi>{server.title}</bdi>}
      description={server.description}
      actions={<TextLink href={`/delegations?server=${server.slug}`} className="text-sm">Calls</TextLink>}
    >
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-ink-2">
        <Badge tone="outline">{server.transport === 'guard' ? 'guards itself' : server.transport}</Badge>
        <CopyId value={server.resource} label="resource address" keep={0} className="break-all text-left" />
        <span className="text-ink-3">
          tools read <TimeStamp value={server.discovered_at} style="relative" />
        </span>
      </p>
      <p className="flex flex-wrap items-center gap-x-2 pt-1 text-sm text-ink-2">
        {server.owner ? (
          <>
            <bdi className="text-ink">{server.owner.name}</bdi> answers for it
            {server.owner.has_access ? null : <span className="text-caution">and has no access any more: reviews go to somebody else</span>}
          </>
        ) : (
          <span className="text-ink-3">Nobody is named who answers for it</span>
        )}
        {mayChange ? <SetServerOwner serverId={server.id} title={server.title} owner={server.owner} /> : null}
      </p>
      {server.tools.length === 0 ? (
        <p className="pt-2 text-sm text-caution">Its tools are not known yet: {server.transport === 'guard' ? 'its guard names them once it is enrolled' : 'the gateway reads them when it first reaches the server'}.</p>
      ) : (
        <details className="pt-2">
          <summary className="text-sm text-ink-2 hover:text-ink">{server.tools.length} tools</summary>
          <ul className="mt-2 grid gap-x-8 gap-y-2 sm:grid-cols-2">
            {server.tools.map((tool) => (
              <li key={tool.name} className="min-w-0 text-sm">
                <code className="font-mono text-xs text-ink">{tool.name}</code>
                {tool.read_only === false ? <span className="ml-2 text-xs text-ink-3">changes things</span> : null}
                {tool.description ? (
                  <p className="line-clamp-2 text-xs text-ink-2">
                    <bdi>{tool.description}</bdi>
                  </p>
                ) : null}
              </li>
            ))}
          </ul>
        </details>
      )}
    </Card>
  )
}
