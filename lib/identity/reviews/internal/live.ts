import { Prisma } from '@/generated/prisma/client'
import { STATUS_SQL } from '@/lib/db/agent-status'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { IdentityDocument, type AgentStatus, type RiskLevel } from '../../registry/contract'
import type { Relations } from '../separation'
import { writtenBy } from './reviewed-agents'

export type LiveAgent = Relations & { id: string; name: string; status: AgentStatus; digest: string; document: IdentityDocument; draft: { author: string; digest: string } | null }

type Row = {
  id: string; name: string; status: AgentStatus; owner_id: string; sponsor_id: string; risk_level: RiskLevel; registered_by: string; digest: string; number: number
  document: unknown; author_id: string; edited_by: string[]; givers: string[]; draft_author: string | null; draft_digest: string | null
} // prettier-ignore

/** These agents as they are now, with who asked for what they have: separation is decided by this, and not by what was frozen. */
export async function liveAgents(tx: Pick<Tx, '$queryRaw'>, tenantId: string, ids: readonly string[]): Promise<Map<string, LiveAgent>> {
  const rows = asRows<Row>(
    await tx.$queryRaw(Prisma.sql`
      select a.id, a.name, ${STATUS_SQL} as status, a.owner_id, a.sponsor_id, a.risk_level, a.registered_by, r.digest, r.number, r.document, r.author_id, r.edited_by,
        array(select distinct m.person_id::text from mandate m where m.tenant_id = a.tenant_id and m.agent_id = a.id and m.withdrawn_at is null and m.expires_at > now()) as givers,
        d.author_id as draft_author, d.digest as draft_digest
      from agent a join agent_revision r on r.id = a.revision_in_force_id
        left join agent_revision d on d.agent_id = a.id and d.status = 'draft'
      where a.tenant_id = ${tenantId}::uuid and a.id = any(${[...ids]}::uuid[])`),
  )
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id, name: row.name, status: row.status, digest: row.digest, document: IdentityDocument.parse(row.document),
        ownerId: row.owner_id, sponsorId: row.sponsor_id, riskLevel: row.risk_level, requesters: [...new Set([...writtenBy(row), ...row.givers])],
        draft: row.draft_author !== null && row.draft_digest !== null ? { author: row.draft_author, digest: row.draft_digest } : null,
      }, // prettier-ignore
    ]),
  )
}
