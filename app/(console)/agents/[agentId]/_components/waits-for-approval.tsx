import { Notice } from '@/components/ui/notice'
import type { AgentView } from '@/lib/identity/registry/contract'
import { ApproveButton } from './approve-button'

/** A draft is issued nothing until somebody else has read its document. */
export function WaitsForApproval({ agent }: Readonly<{ agent: AgentView }>) {
  if (agent.status !== 'draft') return null
  return (
    <Notice
      tone="caution"
      title="This is a draft: it is issued nothing"
      actions={agent.may_approve ? <ApproveButton agentId={agent.id} digest={agent.revision.digest} /> : null}
    >
      <p>
        Registered by {agent.registered_by}.{' '}
        {agent.may_approve ? 'Read the document below; approving brings exactly this revision into force.' : 'Somebody else who may approve agents has to read it.'}
      </p>
    </Notice>
  )
}
