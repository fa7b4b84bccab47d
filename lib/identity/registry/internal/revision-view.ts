import type { AgentRevision } from '@/generated/prisma/client'
import type { AgentView } from '../contract'

type Shown = Omit<AgentRevision, 'document' | 'tenantId' | 'agentId' | 'baseId' | 'updatedAt'>

export function revisionView(revision: Shown, name: (id: string) => string): AgentView['revision'] {
  return {
    id: revision.id,
    number: revision.number,
    digest: revision.digest,
    status: revision.status as AgentView['revision']['status'], // the column's check constraint allows these and no other
    author: name(revision.authorId),
    edited_by: revision.editedBy.map(name),
    note: revision.note,
    approved_by: revision.approvedBy === null ? null : name(revision.approvedBy),
    approved_at: revision.approvedAt?.toISOString() ?? null,
    closed: revision.closedAt && revision.closedBy !== null ? { at: revision.closedAt.toISOString(), by: name(revision.closedBy) } : null,
    created_at: revision.createdAt.toISOString(),
  }
}
