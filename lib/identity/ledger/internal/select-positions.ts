import { Prisma } from '@/generated/prisma/client'
import { hotTransaction } from '@/lib/db/hot'
import { read } from '@/lib/db/transaction'
import type { TenantId } from '@/lib/kernel/ids'
import type { ListEventsInput } from '../contract'
import { sourceOf } from '../list-events'

type Filter = ReturnType<typeof ListEventsInput.parse> & { /** Each with no other condition. */ review?: string | undefined; draw?: string | undefined }
const POSITION_BYTES = 8
/** A filter over ten million entries takes longer than a page may. */
const SECONDS_MAX = 60

/**
 * The places of the sealed entries that a filter means, and of the outcomes of the calls among them, ascending. Eight
 * bytes each from the database on, since there may be a million.
 *
 * @param size entries of the signed head: nothing later is in the export
 * @param max one more than that is where it ends
 */
export async function selectPositions(tenantId: TenantId, filter: Filter, size: number, max: number): Promise<Float64Array> {
  if (isEverything(filter)) return everything(tenantId, size, max)
  const whole = filter.review !== undefined ? ofReview(tenantId, filter.review) : filter.draw !== undefined ? ofDraw(tenantId, filter.draw) : null
  const source = whole === null ? await read(tenantId, (tx) => sourceOf(tx, tenantId, filter, null, max + 1)) : { where: whole }
  const entries = 'where' in source ? Prisma.sql`ledger_entry e where ${source.where}` : Prisma.sql`(${source.ordered(max + 1)}) e`
  const { text, values } = Prisma.sql`
    with matched as (select e.id from ${entries}),
    wanted as (
      select id from matched
      union select o.id from matched m join ledger_entry o on o.cause_id = m.id and o.action = 'tool.outcome'
    ),
    placed as (
      select l.position from wanted w join ledger_leaf l on l.entry_id = w.id
      where l.tenant_id = ${tenantId}::uuid and l.position < ${size} order by l.position limit ${max + 1}
    )
    select coalesce(string_agg(int8send(position), ''::bytea order by position), ''::bytea) as positions from placed`
  const packed = await hotTransaction(tenantId, async (client) => {
    await client.query(`set local statement_timeout = '${SECONDS_MAX}s'`)
    return (await client.query<{ positions: Buffer }>(text, values)).rows[0]?.positions ?? Buffer.alloc(0)
  })
  return Float64Array.from({ length: packed.length / POSITION_BYTES }, (_, n) => Number(packed.readBigInt64BE(n * POSITION_BYTES)))
}

/** All places but those whose entries are in archives alone: their own files are exports already. */
async function everything(tenantId: TenantId, size: number, max: number): Promise<Float64Array> {
  const { rows } = await hotTransaction(tenantId, (client) =>
    client.query<{ start: string; end: string }>(
      `select lower(r)::text as start, upper(r)::text as end from (select unnest(range_agg(positions)) as r from ledger_archive where tenant_id = $1 and removed_at is not null) s`,
      [tenantId],
    ),
  )
  const positions: number[] = []
  let next = 0
  for (const { start, end } of [...rows.sort((a, b) => Number(a.start) - Number(b.start)), { start: String(size), end: String(size) }]) {
    for (const until = Math.min(Number(start), size); next < until && positions.length <= max; next++) positions.push(next)
    next = Math.max(next, Number(end))
  }
  return Float64Array.from(positions)
}

/** Of the review itself, and of its items. */
const ofReview = (tenantId: TenantId, review: string): Prisma.Sql => Prisma.sql`e.tenant_id = ${tenantId}::uuid and e.action like 'reviews.%' and (
  (e.subject_kind = 'review' and e.subject_id = ${review}) or e.detail->>'campaign' = ${review})`

const ofDraw = (tenantId: TenantId, draw: string): Prisma.Sql => Prisma.sql`e.tenant_id = ${tenantId}::uuid and e.id in (
  select i.entry_id from audit_draw_item i where i.tenant_id = ${tenantId}::uuid and i.draw_id = ${draw}::uuid)`

const isEverything = ({ show, cursor: _cursor, limit: _limit, ...conditions }: Filter): boolean => show === 'all' && Object.values(conditions).every((value) => value === undefined)
