import type pg from 'pg'
import type { z } from 'zod'
import { newId } from '@/lib/kernel/ids'
import type { Facts, Kind } from '../contract'

/** One thing for one person: written once for its key, however often it is found. */
export type Notice = { [K in Kind]: { kind: K; personId: string; key: string; facts: z.input<(typeof Facts)[K]> } }[Kind]

/** Only people who have access to something: whoever has left is told of nothing. */
export async function writeNotices(client: pg.PoolClient, tenantId: string, notices: readonly Notice[]): Promise<void> {
  if (notices.length === 0) return
  const rows = notices.map(({ kind, personId, key, facts }) => ({ id: newId<'notification'>(), person_id: personId, kind, key, facts }))
  await client.query(
    `insert into notification (id, tenant_id, person_id, kind, key, facts)
     select r.id, $1::uuid, r.person_id, r.kind, r.key, r.facts
     from jsonb_to_recordset($2::jsonb) r(id uuid, person_id uuid, kind text, key text, facts jsonb)
       join person p on p.id = r.person_id and p.tenant_id = $1::uuid and p.status = 'active'
     on conflict (person_id, key) do nothing`,
    [tenantId, JSON.stringify(rows)],
  )
}
