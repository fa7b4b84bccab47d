import type { Metadata } from 'next'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { may, me } from '@/lib/console/me'
import { offeredServers } from '@/lib/console/offered-servers'
import { read } from '@/lib/console/read'
import { RefusedState } from '../../../_components/refused-state'
import { EditForm } from './_components/edit-form'

export const metadata: Metadata = { title: 'Edit an identity document' }

export default async function EditPage({ params }: Readonly<{ params: Promise<{ agentId: string }> }>) {
  const { agentId } = await params
  const [who, agent, diff, servers] = await Promise.all([
    me(),
    read((api) => api.agents.get({ agentId })),
    read((api) => api.agents.diff({ agentId })),
    read((api) => api.toolServers.list({})),
  ])
  if (!agent.ok) return <RefusedState refusal={agent.refusal} what="agents" clearHref="/agents" />
  if (!diff.ok) return <RefusedState refusal={diff.refusal} what="revisions" clearHref={`/agents/${agentId}`} />
  const { value: view } = agent
  const header = (
    <PageHeader
      trail={[
        { label: 'Agents', href: '/agents' },
        { label: view.name, href: `/agents/${agentId}` },
      ]}
      title={view.draft ? 'Edit the draft' : 'Edit the identity document'}
      description="What you save is a draft. What is in force stays so until somebody else approves it."
    />
  )
  if (!may(who, 'registry.agent.revise') || view.status === 'retired')
    return (
      <>
        {header}
        <EmptyState because="not_permitted" title={view.status === 'retired' ? 'A retired agent has no next revision' : 'Your role edits no documents'}>
          <p>{view.status === 'retired' ? 'It is kept to be read.' : 'Administrators and owners do. Nothing was changed.'}</p>
        </EmptyState>
      </>
    )
  const isApproved = view.revision.status === 'approved'
  // Who answers for it is the agent's affair and not the draft's: that changes by transfer, perhaps since it was written.
  const document = view.draft && isApproved ? { ...diff.value.to.document, owner: view.owner.id, sponsor: view.sponsor.id } : diff.value.to.document
  return (
    <>
      {header}
      <EditForm
        agent={{ id: view.id, base: isApproved ? view.revision.digest : undefined, draft: view.draft?.digest }}
        document={document}
        names={diff.value.names}
        note={view.draft?.note ?? ''}
        servers={servers.ok ? offeredServers(servers.value, who) : []}
      />
    </>
  )
}
