import type { Metadata } from 'next'
import { StatusBadge } from '@/components/identity/status-badge'
import { Badge } from '@/components/ui/badge'
import { buttonClass } from '@/components/ui/button'
import { CopyId } from '@/components/ui/copy-id'
import { JsonView } from '@/components/ui/json-view'
import { Link } from '@/components/ui/link'
import { PageHeader } from '@/components/ui/page-header'
import { Card } from '@/components/ui/section'
import { may, me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import { FinishApproved } from '../../../_components/finish-approved'
import { RefusedState } from '../../../_components/refused-state'
import { approveAgentAction } from '../../actions'
import { DraftReach } from '../_components/reach'
import { ApproveDraft } from './_components/approve-draft'
import { ChangeKeys } from './_components/change-keys'
import { ChangeTable } from './_components/change-table'
import { readApproval } from './_components/read-approval'
import { RevisionFacts } from './_components/revision-facts'
import { RevisionSwitcher } from './_components/revision-switcher'

export const metadata: Metadata = { title: 'Identity document' }

type Query = { revision?: string | string[]; against?: string | string[]; proof?: string | string[] }
type Props = Readonly<{ params: Promise<{ agentId: string }>; searchParams: Promise<Query> }>
const one = (value: string | string[] | undefined): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** Two revisions side by side: the draft beside what is in force, or any two that the reader chooses. */
export default async function DocumentPage({ params, searchParams }: Props) {
  const [{ agentId }, query] = await Promise.all([params, searchParams])
  const [who, agent, diff, approval, reach] = await Promise.all([
    me(),
    read((api) => api.agents.get({ agentId })),
    read((api) => api.agents.diff({ agentId, revision: one(query.revision), against: one(query.against) })),
    readApproval(one(query.proof), agentId),
    read((api) => api.reach.get({ agentId })),
  ])
  if (!agent.ok) return <RefusedState refusal={agent.refusal} what="agents" clearHref="/agents" />
  if (!diff.ok) return <RefusedState refusal={diff.refusal} what="revisions" clearHref={`/agents/${agentId}/document`} />
  const view = diff.value
  const mayEdit = may(who, 'registry.agent.revise') && view.agent.status !== 'retired'
  return (
    <>
      <PageHeader
        trail={[
          { label: 'Agents', href: '/agents' },
          { label: view.agent.name, href: `/agents/${agentId}` },
        ]}
        title="Identity document"
        aside={<StatusBadge status={view.agent.status} />}
        description={view.to.status === 'draft' ? 'The draft beside what is in force. What is in force stays so until the draft is approved.' : 'Two revisions of the document, side by side.'}
        actions={
          mayEdit ? (
            <Link href={`/agents/${agentId}/edit`} className={buttonClass({ variant: 'secondary' })}>
              {agent.value.draft ? 'Edit the draft' : 'Edit'}
            </Link>
          ) : null
        }
      />
      <ChangeKeys />
      <div className="flex flex-col gap-6">
        {approval?.state === 'given' && view.approval && approval.digest === view.to.digest ? (
          <FinishApproved action={approveAgentAction} input={{ agentId, digest: approval.digest }} proof={approval.id} to={`/agents/${agentId}`} doing="Bringing it into force now." failed="It was not approved" />
        ) : null}
        {view.approval ? <ApproveDraft diff={view} /> : null}
        {view.approval && reach.ok && reach.value.draft ? <DraftReach draft={reach.value.draft} /> : null}
        <RevisionSwitcher revisions={agent.value.revisions} from={view.from?.number ?? null} to={view.to.number} />
        <div className="grid gap-6 md:grid-cols-2">
          {view.from ? <RevisionFacts revision={view.from} side="Before" /> : null}
          <RevisionFacts revision={view.to} side={view.from ? 'After' : 'The first revision'} />
        </div>
        {view.from ? (
          <Card
            flush
            title={view.changes.length === 0 ? 'No difference' : `${view.changes.length} ${view.changes.length === 1 ? 'change' : 'changes'}, ${view.breaking} breaking`}
            description="Breaking: more capability, data, tools or delegation, a higher reach, less oversight, or what cannot be told from one of these."
            actions={view.breaking > 0 ? <Badge tone="caution">{view.breaking} breaking</Badge> : null}
          >
            <ChangeTable diff={view} />
          </Card>
        ) : null}
        <Card title="The whole document" description={`Revision ${view.to.number}, as it is digested.`} actions={<CopyId value={view.to.digest} label="revision digest" keep={16} />}>
          <JsonView value={view.to.document} label={`revision ${view.to.number}`} />
        </Card>
      </div>
    </>
  )
}
