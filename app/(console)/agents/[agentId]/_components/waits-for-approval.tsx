import { buttonClass } from '@/components/ui/button'
import { Link } from '@/components/ui/link'
import { Notice } from '@/components/ui/notice'
import type { AgentView } from '@/lib/identity/registry/contract'

/** A draft waits: alone, when it is issued nothing, or beside the revision in force, which stays so. */
export function WaitsForApproval({ agent }: Readonly<{ agent: AgentView }>) {
  const { draft } = agent
  if (!draft) return null
  const isFirst = agent.status === 'draft'
  return (
    <Notice
      tone={isFirst ? 'caution' : 'info'}
      title={isFirst ? 'This is a draft: it is issued nothing' : `A draft of revision ${draft.number} waits; revision ${agent.revision.number} stays in force`}
      actions={
        <Link href={`/agents/${agent.id}/document`} className={buttonClass({ variant: agent.may_approve ? 'primary' : 'secondary' })}>
          {agent.may_approve ? 'Read and approve' : 'Read it'}
        </Link>
      }
    >
      <p>
        {isFirst ? `Registered by ${agent.registered_by}.` : `Written by ${[draft.author, ...draft.edited_by].join(', ')}.`}{' '}
        {agent.may_approve ? 'You may approve it: read what it changes first.' : 'Somebody else who may approve it has to read it.'}
      </p>
    </Notice>
  )
}
