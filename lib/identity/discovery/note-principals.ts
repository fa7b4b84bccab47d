import { createHash } from 'node:crypto'
import type pg from 'pg'
import { hotTransaction } from '@/lib/db/hot'
import { AUDIT_SYSTEM_TITLES, type AuditSystem } from '@/lib/kernel/audit-systems'
import { newId } from '@/lib/kernel/ids'
import type { FoundInput } from './contract'

/** At a time; the rest is noted the next time. */
const NOTED_MAX = 500
const SOURCE = 'Imported audit logs'

type Seen = { tenant_id: string; system: AuditSystem; principal_id: string; name: string; also: string[]; actions: string[]; events: string; first_at: Date; last_at: Date }

/**
 * Programs that act in the imported audit logs of other systems and are no agents that anybody registered: each becomes
 * one thing of the inbox. Ignored, it comes back when it does something that it was not seen doing before.
 */
export const notePrincipals = (): Promise<number> =>
  hotTransaction('system', async (client) => {
    const { rows } = await client.query<Seen>(
      `select tenant_id, system, principal_id, name, also, actions, events::text, first_at, last_at from imported_principal
       where noted_at is null and kind = 'machine' and agent_id is null order by tenant_id, system, principal_id limit ${NOTED_MAX} for update skip locked`,
    )
    for (const tenantId of new Set(rows.map(({ tenant_id }) => tenant_id)))
      await client.query(`insert into discovery_source (id, tenant_id, kind, name, created_by_name) values ($1, $2, 'audit', $3, 'Discovery') on conflict do nothing`, [newId<'discovery_source'>(), tenantId, SOURCE])
    for (const seen of rows) await note(client, seen)
    return rows.length
  })

async function note(client: pg.ClientBase, seen: Seen): Promise<void> {
  const title = AUDIT_SYSTEM_TITLES[seen.system]
  const day = (at: Date) => at.toISOString().slice(0, 10)
  const ids = [seen.principal_id, ...seen.also].map((id) => id.slice(0, 200))
  const evidence: Omit<FoundInput, 'kind' | 'path' | 'at' | 'name'> = {
    client_ids: [...new Set(ids.filter((id) => !id.startsWith('spiffe://')))].slice(0, 20),
    urls: [],
    spiffe_ids: ids.filter((id) => id.startsWith('spiffe://')),
    key_ids: [],
    reaches: seen.actions.slice(0, 100),
    document: {},
    notes: [`${seen.events} ${seen.events === '1' ? 'event' : 'events'} in ${title} from ${day(seen.first_at)} to ${day(seen.last_at)}, as imported`, `What ${title} says of it is not proven here`],
    written_at: null,
  }
  const key = createHash('sha256').update(`${seen.system}\n${seen.principal_id}`).digest('base64url')
  const digest = createHash('sha256').update(JSON.stringify([...seen.actions].sort())).digest('base64url')
  await client.query(
    `with d as (select id from discovery_source where tenant_id = $2 and kind = 'audit' and removed_at is null limit 1)
     insert into discovery_item as i (id, tenant_id, source_id, key, kind, name, path, at, evidence, digest, last_run_id, first_seen_at, last_seen_at)
     select $1::uuid, $2::uuid, d.id, $3, 'audit_actor', $4, $5, $6, $7::jsonb, $8, $1::uuid, $9::timestamptz, $10::timestamptz from d
     on conflict (source_id, key) do update set name = excluded.name, evidence = excluded.evidence, digest = excluded.digest, last_seen_at = greatest(i.last_seen_at, excluded.last_seen_at), gone_at = null,
       version = i.version + (i.digest <> excluded.digest)::int,
       changed_at = case when i.digest <> excluded.digest then now() else i.changed_at end,
       came_back = i.came_back or (i.state = 'ignored' and i.digest <> excluded.digest),
       state = case when i.state = 'ignored' and i.digest <> excluded.digest then 'open' else i.state end`,
    [newId<'discovery_item'>(), seen.tenant_id, key, seen.name.slice(0, 120), title, seen.principal_id.slice(0, 200), JSON.stringify(evidence), digest, seen.first_at, seen.last_at],
  )
  await client.query(`update imported_principal set noted_at = now() where tenant_id = $1 and system = $2 and principal_id = $3`, [seen.tenant_id, seen.system, seen.principal_id])
}
