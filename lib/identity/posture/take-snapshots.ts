import { hotTransaction } from '@/lib/db/hot'
import { LOCK } from '@/lib/db/locks'
import { trustedId, type TenantId } from '@/lib/kernel/ids'
import { DEFINITIONS_VERSION, FACTS, MEASURED } from './definitions'
import { toStored } from './groups'
import { measure } from './internal/measure'
import { noticeFalls } from './internal/notice-falls'
import { scoresOf, weightOf, type Weights } from './score'

const TENANTS_MAX = 20
/** At the most a twentieth of the time is spent on computing: an estate that takes a second waits twenty. */
const REST_TIMES = 20
const REST_SECONDS_MIN = 10

/**
 * Takes what is due: the first snapshot of a day, one an hour, and one soon after something was changed. What agents do
 * all day does not count as a change. An estate without an agent has nothing to take.
 */
export async function takeDueSnapshots(): Promise<number> {
  const { rows } = await hotTransaction('system', (client) =>
    client.query<{ id: string }>(
      `select t.id from tenant t left join lateral (select * from posture_snapshot s where s.tenant_id = t.id order by s.day desc limit 1) s on true
       where t.kind <> 'system' and exists (select from agent a where a.tenant_id = t.id and a.registered_by <> 'containment.drill')
         and (s.day is null or s.day < (now() at time zone 'UTC')::date or s.taken_at < now() - interval '1 hour'
           or (s.taken_at < now() - greatest(make_interval(secs => $1), make_interval(secs => s.took_ms * $2 / 1000.0))
             and exists (select from ledger_entry e where e.tenant_id = t.id and e.occurred_at > s.taken_at - interval '5 seconds'
               and e.action not in ('token.issue', 'tool.call', 'tool.outcome', 'posture.fall', 'posture.report'))))
       order by s.taken_at nulls first limit ${TENANTS_MAX}`,
      [REST_SECONDS_MIN, REST_TIMES],
    ),
  )
  let taken = 0
  for (const { id } of rows) if (await takeSnapshot(trustedId<'tenant'>(id))) taken++
  return taken
}

/** Computes one tenant's posture and makes it the snapshot of today; false when another process is at it. */
export async function takeSnapshot(tenantId: TenantId): Promise<boolean> {
  return hotTransaction(tenantId, async (client) => {
    const { rows: locked } = await client.query<{ mine: boolean }>('select pg_try_advisory_xact_lock($1::int4, hashtext($2)) as mine', [LOCK.posture, tenantId])
    if (!locked[0]?.mine) return false
    const began = performance.now()
    const { rows: settings } = await client.query<{ weights: Weights }>('select weights from posture_setting where tenant_id = $1', [tenantId])
    const weights = settings[0]?.weights ?? {}
    const { counts, cells } = await measure(async (sql) => (await client.query(sql.text, [...sql.values])).rows, tenantId)
    const facts = Object.fromEntries(MEASURED.map((fact) => [fact.id, { good: 0, total: 0, ...counts[fact.id], weight: weightOf(fact, weights) }]))
    const scores = scoresOf(counts, weights)
    const { rows: taken } = await client.query<{ day: string }>(
      `insert into posture_snapshot (tenant_id, day, version, facts, scores, taken_at, took_ms) values ($1, (now() at time zone 'UTC')::date, $2, $3, $4, now(), $5)
       on conflict (tenant_id, day) do update set version = excluded.version, facts = excluded.facts, scores = excluded.scores, taken_at = excluded.taken_at, took_ms = excluded.took_ms
       returning day::text`,
      [tenantId, DEFINITIONS_VERSION, JSON.stringify(facts), JSON.stringify(scores), Math.ceil(performance.now() - began)],
    )
    const [today] = taken
    if (today) await noticeFalls(client, tenantId, today.day, { version: DEFINITIONS_VERSION, counts, weights: Object.fromEntries(FACTS.map((fact) => [fact.id, weightOf(fact, weights)])), scores })
    await client.query(
      `insert into posture_groups (tenant_id, groups, taken_at) values ($1, $2, now()) on conflict (tenant_id) do update set groups = excluded.groups, taken_at = excluded.taken_at`,
      [tenantId, JSON.stringify(toStored(cells))],
    )
    return true
  })
}
