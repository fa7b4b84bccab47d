import { Prisma } from '@/generated/prisma/client'

/**
 * Which rows of `delegation d` carry authority now: not expired, not revoked, under a live mandate, and with no agent
 * of the chain halted since, nor its run, nor everything. The one definition behind every count and every list of live delegations.
 */
export const LIVE_DELEGATION_SQL = Prisma.sql`d.expires_at > now() and d.revoked_at is null
  and exists (select from mandate m where m.id = d.mandate_id and m.withdrawn_at is null and m.expires_at > now())
  and not exists (select from containment_cover c where c.tenant_id = d.tenant_id and c.epoch > d.epoch
    and ((c.kind = 'agent' and c.subject_id = any(d.path)) or (c.kind = 'mandate' and c.subject_id = d.mandate_id)
      or (c.kind = 'tenant' and c.subject_id = d.tenant_id) or (c.kind = 'delegation' and c.subject_id = d.id)
      or (c.kind = 'run' and c.subject_id = md5('run:' || d.agent_id || '/' || d.run_id)::uuid)))`
