import type { Agent } from '@/generated/prisma/client'
import type { Tx } from '@/lib/db/transaction'
import { digestOf } from '@/lib/kernel/canonical-json'
import { newId } from '@/lib/kernel/ids'
import type { Actor } from '../../actor'
import { IdentityDocument } from '../contract'
import type { TransferRole } from '../ownership-contract'

type Tables = Pick<Tx, 'agent' | 'agentRevision'>
type Move = { role: TransferRole; to: string; approvedBy: string; why: string }

/**
 * Lets another person answer for an agent. Who answers is part of the identity document, so that this is a revision
 * of it: of the one in force, approved by whoever accepts it and nothing else changed, beside which a draft is stale;
 * of a draft that was never approved, the draft itself, which nobody has then read.
 *
 * INVARIANT: called under `lockRegistry`.
 */
export async function moveAgent(tx: Tables, actor: Actor, agent: Agent, { role, to, approvedBy, why }: Move): Promise<{ digest: string }> {
  const now = new Date()
  const column = role === 'owner' ? 'ownerId' : 'sponsorId'
  const revision = agent.revisionInForceId
    ? await tx.agentRevision.findUniqueOrThrow({ where: { id: agent.revisionInForceId } })
    : await tx.agentRevision.findFirst({ where: { agentId: agent.id, tenantId: agent.tenantId, status: 'draft' } })
  const document = revision && { ...IdentityDocument.parse(revision.document), [role]: to }
  const digest = document ? digestOf(document) : ''
  if (!revision || !document || revision.status === 'draft') {
    if (revision && document) await tx.agentRevision.update({ where: { id: revision.id }, data: { document, digest, updatedAt: now } })
    await tx.agent.update({ where: { id: agent.id }, data: { [column]: to } })
    return { digest }
  }
  const last = await tx.agentRevision.findFirstOrThrow({ where: { agentId: agent.id, tenantId: agent.tenantId }, orderBy: { number: 'desc' }, select: { number: true } })
  const id = newId<'revision'>()
  await tx.agentRevision.update({ where: { id: revision.id }, data: { status: 'superseded' } })
  await tx.agentRevision.create({
    data: {
      id, tenantId: agent.tenantId, agentId: agent.id, number: last.number + 1, document, digest, status: 'approved', baseId: revision.id,
      authorId: actor.id, note: why, approvedBy, approvedAt: now, createdAt: now, updatedAt: now,
    },
  }) // prettier-ignore
  await tx.agent.update({ where: { id: agent.id }, data: { [column]: to, revisionInForceId: id } })
  return { digest }
}
