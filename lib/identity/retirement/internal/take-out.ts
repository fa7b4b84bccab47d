import { asRows } from '@/lib/db/rows'
import { read } from '@/lib/db/transaction'
import { reviseAgent } from '../../registry'
import { IdentityDocument } from '../../registry/contract'
import type { StepCheck } from '../contract'
import { retirer, type Doing } from './doing'

type Naming = { id: string; name: string; document: unknown; digest: string; draft: unknown; draft_author: string | null; draft_digest: string | null }

/**
 * Writes, for every agent whose document in force names this one as a receiver, a draft that names its successor, or
 * nobody. Their owners approve it, as any draft: what an agent may do is not changed behind their backs. A draft that
 * is open already is somebody's, and is left alone; where it names this agent still, the step stays open and says so.
 */
export async function takeOut(doing: Doing, receivers: readonly { id: string }[] = []): Promise<StepCheck[]> {
  for (const naming of await namersOf(doing)) if (naming.draft === null) await redraft(doing, naming, receivers)
  const left = await namersOf(doing)
  if (left.length === 0) return [{ check: 'documents', ok: true, detail: 'no document in force names it' }]
  return left.map((naming): StepCheck => {
    if (naming.draft === null) return { check: naming.name, ok: false, detail: 'its document names it, and no draft without it could be written' }
    const still = IdentityDocument.parse(naming.draft).may_delegate_to.includes(doing.agentId)
    return { check: naming.name, ok: !still, detail: still ? 'a draft of its document that somebody else wrote names it still' : 'a draft without it waits for approval' }
  })
}

const namersOf = ({ tenantId, agentId }: Doing): Promise<Naming[]> =>
  read(tenantId, async (tx) =>
    asRows<Naming>(
      await tx.$queryRaw`
        select a.id, a.name, r.document, r.digest, d.document as draft, d.author_id as draft_author, d.digest as draft_digest
        from agent a join agent_revision r on r.id = a.revision_in_force_id left join agent_revision d on d.agent_id = a.id and d.status = 'draft'
        where a.tenant_id = ${tenantId}::uuid and a.state <> 'retired' and a.id <> ${agentId}::uuid and r.document->'may_delegate_to' ? ${agentId}
        order by a.name`,
    ),
  )

async function redraft({ tenantId, agentId, agentName, successorId }: Doing, { id, document, digest }: Naming, passed: readonly { id: string }[]): Promise<void> {
  const { next_review_at: due, ...held } = IdentityDocument.parse(document)
  const others = held.may_delegate_to.filter((one) => one !== agentId)
  // An agent does not delegate to itself: where the successor is the one that named it, it gets whom that one delegated to.
  const receivers = successorId === null ? others : [...new Set([...others, ...(successorId === id ? passed.map((one) => one.id) : [successorId])])]
  await reviseAgent(retirer(tenantId), {
    agentId: id,
    document: { ...held, may_delegate_to: receivers, ...(due && Date.parse(due) > Date.now() ? { next_review_at: due } : {}) },
    base: digest,
    note: `${agentName} is retired`,
  })
}
