import type { Metadata } from 'next'
import { PageHeader } from '@/components/ui/page-header'
import { Notice } from '@/components/ui/notice'
import { one, type RawParams } from '@/lib/console/filters'
import { may, me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import { HaltPlan } from '../_components/halt-plan'

export const metadata: Metadata = { title: 'Halt' }

export default async function HaltPage({ searchParams }: Readonly<{ searchParams: Promise<RawParams> }>) {
  const raw = await searchParams
  const agentId = one(raw, 'agentId')
  const [who, servers, agent] = await Promise.all([
    me(),
    read((api) => api.toolServers.list({})),
    agentId ? read((api) => api.agents.get({ agentId })) : null,
  ])
  return (
    <>
      <PageHeader
        trail={[{ label: 'Containment', href: '/containment' }]}
        title="Halt"
        description="A run, an agent, an owner’s agents, a tool, a platform or everything; for good or for a while. To suspend one agent with all below it, Halt above is one click."
      />
      {may(who, 'containment.halt') ? (
        <HaltPlan
          servers={servers.ok ? servers.value.map(({ slug, title, tools }) => ({ slug, title, tools: tools.map(({ name }) => name) })) : []}
          agent={agent?.ok ? { id: agent.value.id, name: agent.value.name, platform: agent.value.platform, runs: agent.value.runs.map(({ run_id }) => run_id) } : null}
          mayRequest={may(who, 'containment.request')}
        />
      ) : (
        <Notice tone="caution" title="Your role may not halt">
          Ask an analyst, an owner or an administrator.
        </Notice>
      )}
    </>
  )
}
