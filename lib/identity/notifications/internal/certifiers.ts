import type pg from 'pg'
import type { Notice } from './notice'

/** Whoever was told and has certified nothing since is told of the same review again after this long at the soonest. */
const AGAIN_HOURS = 24

/**
 * `campaign id:what was submitted`: the administrators who may certify something that waits now. As reviews say it: nobody
 * who decided it, answers for the agent, or asked for what it has. A reviewer who submits one by one is told of once.
 */
export async function certifiers(client: pg.PoolClient, tenantId: string, key: string): Promise<Notice[]> {
  const [id = ''] = key.split(':')
  const { rows } = await client.query<{ id: string; name: string; due_at: Date; person: string }>(
    `select c.id, c.name, c.due_at, p.id as person from review_campaign c join person p on p.tenant_id = c.tenant_id and p.role = 'admin' and p.status = 'active'
     where c.tenant_id = $1 and c.id = $2 and c.ran_out_at is null and c.due_at > now()
       and exists (
         select from review_item i join agent a on a.id = i.agent_id join agent_revision r on r.id = a.revision_in_force_id
         where i.campaign_id = c.id and i.state = 'certify' and i.decided_by <> p.id and i.certified_by is distinct from p.id and p.id not in (a.owner_id, a.sponsor_id)
           and r.author_id <> p.id::text and p.id::text <> all(r.edited_by) and not (r.number = 1 and a.registered_by = p.id::text)
           and not exists (select from mandate m where m.tenant_id = a.tenant_id and m.agent_id = a.id and m.person_id = p.id and m.withdrawn_at is null and m.expires_at > now()))
       and not exists (
         select from notification n where n.person_id = p.id and n.kind = 'certify_waiting' and n.facts->'campaign'->>'id' = c.id::text and n.created_at > now() - interval '${AGAIN_HOURS} hours'
           and not exists (select from review_item d where d.campaign_id = c.id and ((d.certified_by = p.id and d.certified_at > n.created_at) or (d.third_by = p.id and d.third_at > n.created_at))))`,
    [tenantId, id],
  )
  return rows.map(({ person, due_at, ...campaign }) => ({ kind: 'certify_waiting', personId: person, key: `review.certify:${key}`, facts: { campaign, due_at: due_at.toISOString() } }))
}
