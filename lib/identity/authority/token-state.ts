import { hotTransaction } from '@/lib/db/hot'
import type { AgentTokenClaims } from './issue-request'

/**
 * The claims of an issued token while it is in force; null once it has expired, was revoked, its mandate ended, or an
 * agent of its chain, its run, its server or everything was halted, or an agent lost its owner. What introspection answers by.
 */
export async function activeToken(delegationId: string): Promise<AgentTokenClaims | null> {
  return hotTransaction('system', async (client) => {
    const { rows } = await client.query<{ token: AgentTokenClaims }>({
      name: 'token-state',
      text: `
        select d.token from delegation d
        join mandate m on m.id = d.mandate_id and m.withdrawn_at is null and m.expires_at > now()
        join person p on p.id = m.person_id and p.status = 'active'
        where d.id = $1 and d.expires_at > now() and d.revoked_at is null
          and not exists (select from containment_cover c where c.tenant_id = d.tenant_id
            and ((c.lifted_epoch is null and c.mode in ('suspend', 'kill')) or c.epoch > d.epoch)
            and ((c.kind = 'agent' and c.subject_id = any(d.path)) or (c.kind = 'mandate' and c.subject_id = d.mandate_id)
              or (c.kind = 'tenant' and c.subject_id = d.tenant_id) or (c.kind = 'delegation' and c.subject_id = d.id)
              or (c.kind = 'run' and c.subject_id = md5('run:' || d.agent_id || '/' || d.run_id)::uuid)
              or (c.kind = 'tool_server' and c.subject_key = substring(d.audience from '[^/]*$'))))
          and not exists (select from agent a join person o on o.id = a.owner_id join person s on s.id = a.sponsor_id
            where a.id = any(d.path) and (a.state <> 'active' or o.status <> 'active' or s.status <> 'active'))`,
      values: [delegationId],
    })
    return rows[0]?.token ?? null
  })
}
