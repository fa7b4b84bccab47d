import { Prisma } from '@/generated/prisma/client'
import { hotTransaction } from '@/lib/db/hot'
import type { TenantId } from '@/lib/kernel/ids'
import { sourceOf } from '../../ledger/list-events'
import { ListEventsInput } from '../../ledger/contract'
import { read } from '@/lib/db/transaction'
import { DRAW_EVENTS, POPULATION_MAX } from '../contract'

export type Drawn = { population: number; items: { entryId: string; position: number; leafHash: Buffer }[] }
/** Over ten million entries it takes longer than a page may. */
const SECONDS_MAX = 60

/**
 * The sample of a seed: of the sealed entries that a filter means, those with the lowest SHA-256 of `seed:leaf hash`.
 * Each has the same chance, nobody can choose a seed and know what it draws without having drawn it, and whoever has
 * the record and the seed draws the same.
 *
 * @param size entries of the log that are drawn from
 * @returns null: more than `POPULATION_MAX` entries are meant
 */
export async function drawFrom(tenantId: TenantId, filter: Record<string, unknown>, seed: string, size: number): Promise<Drawn | null> {
  // What was imported was decided elsewhere: it has no mandate and no decision of ours to be followed to.
  const input = ListEventsInput.parse({ ...filter, source: 'lanyard', limit: 1 })
  const source = await read(tenantId, (tx) => sourceOf(tx, tenantId, input, null, POPULATION_MAX + 1))
  const entries = 'where' in source ? Prisma.sql`ledger_entry e where ${source.where}` : Prisma.sql`(${source.ordered(POPULATION_MAX + 1)}) e`
  const { text, values } = Prisma.sql`
    with placed as (
      select e.id, l.position, l.leaf_hash from (select distinct e.id from ${entries}) e join ledger_leaf l on l.entry_id = e.id
      where l.tenant_id = ${tenantId}::uuid and l.position < ${size} limit ${POPULATION_MAX + 1}
    )
    select (select count(*) from placed)::int as population, p.id::text as "entryId", p.position::text as position, p.leaf_hash as "leafHash"
    from placed p order by sha256(convert_to(${seed} || ':' || encode(p.leaf_hash, 'hex'), 'UTF8')), p.position limit ${DRAW_EVENTS}`
  const { rows } = await hotTransaction(tenantId, async (client) => {
    await client.query(`set local statement_timeout = '${SECONDS_MAX}s'`)
    return client.query<{ population: number; entryId: string; position: string; leafHash: Buffer }>(text, values)
  })
  const population = rows[0]?.population ?? 0
  return population > POPULATION_MAX ? null : { population, items: rows.map(({ entryId, position, leafHash }) => ({ entryId, position: Number(position), leafHash })) }
}
