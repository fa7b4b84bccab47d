import type pg from 'pg'
import type { OrderCover } from '../events'

/** The latest; a standing mandate may have had a run each minute of a year. */
const RUNS_MAX = 2_000

/**
 * The sessions of a mandate that was withdrawn, as others can know them from tokens: each run that ever had one under
 * it, of whichever agent below, whether its token is still alive or not, since a session elsewhere may outlive it; and
 * the mandate itself, for who keeps its sessions by that.
 */
export async function sessionsOfMandate(client: pg.PoolClient, orderId: string): Promise<OrderCover[]> {
  const { rows } = await client.query<OrderCover>(
    `select 'run' as kind, m.agent_id::text as subject_id, m.agent_id::text || '/' || m.id::text as subject_key
     from containment_order o join mandate m on m.id = o.target_id and m.tenant_id = o.tenant_id where o.id = $1
     union all
     (select 'run', d.agent_id::text, d.agent_id::text || '/' || d.run_id
      from containment_order o join delegation d on d.mandate_id = o.target_id and d.tenant_id = o.tenant_id
      where o.id = $1 group by d.agent_id, d.run_id order by max(d.issued_at) desc limit ${RUNS_MAX})`,
    [orderId],
  )
  return rows
}
