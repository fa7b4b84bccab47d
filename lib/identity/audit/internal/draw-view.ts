import { Prisma } from '@/generated/prisma/client'
import type { AuditDraw } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import type { Actor } from '../../actor'
import { toEventRow } from '../../ledger/event-row'
import { selectEvents } from '../../ledger/select-events'
import { DRAW_EVENTS, type DrawItemView, type DrawSummary, type DrawView } from '../contract'
import { isComplete, walk, type Hops, type Mandate } from './walk'

type Read = Pick<Tx, 'auditDraw' | 'auditDrawItem' | '$queryRaw'>
/** Deeper than any limit that a tenant can set. */
const HOPS_MAX = 32

export function summaryOf(draw: AuditDraw, items: readonly { verdict: string | null }[]): DrawSummary {
  return {
    id: draw.id,
    seed: draw.seed,
    filter: draw.filter as Record<string, string>,
    since: draw.since.toISOString(),
    until: draw.until.toISOString(),
    size: Number(draw.size),
    population: draw.population,
    drawn_at: draw.drawnAt.toISOString(),
    drawn_by: { id: draw.drawnBy, name: draw.drawnByName },
    events: items.length,
    marked: items.filter(({ verdict }) => verdict !== null).length,
    not_followed: items.filter(({ verdict }) => verdict === 'not_followed').length,
  }
}

export const isDrawers = (draw: AuditDraw, actor: Actor): boolean => draw.drawnBy === actor.id && actor.kind === 'person'

/** A sample with each of its events followed as far as the record leads. */
export async function drawView(tx: Read, actor: Actor, drawId: string): Promise<DrawView | null> {
  const draw = await tx.auditDraw.findFirst({ where: { id: drawId, tenantId: actor.tenantId } })
  if (!draw) return null
  const items = await tx.auditDrawItem.findMany({ where: { drawId, tenantId: actor.tenantId }, orderBy: { number: 'asc' } })
  const records = new Map((await selectEvents(tx, { where: Prisma.sql`e.tenant_id = ${actor.tenantId}::uuid and e.id = any(${items.map(({ entryId }) => entryId)}::uuid[])` }, DRAW_EVENTS)).map((record) => [record.id, record]))
  const all = [...records.values()]
  const [hops, mandates] = [await hopsOf(tx, actor.tenantId, all.flatMap(({ delegation_id }) => delegation_id ?? [])), await mandatesOf(tx, actor.tenantId, all.flatMap(({ mandate_id }) => mandate_id ?? []))]
  const views = items.flatMap((item): DrawItemView[] => {
    const record = records.get(item.entryId)
    if (!record) return []
    const evidence = walk(record, hops.get(record.delegation_id ?? '') ?? null, mandates.get(record.mandate_id ?? '') ?? null, item.position.toString())
    const mark = item.verdict && item.markedAt ? { verdict: item.verdict as 'followed' | 'not_followed', note: item.note, at: item.markedAt.toISOString(), by: item.markedByName ?? '' } : null
    return [{ number: item.number, position: item.position.toString(), leaf_hash: Buffer.from(item.leafHash).toString('hex'), event: toEventRow(record), actor: { kind: record.actor_kind, id: record.actor_id, name: record.actor_name }, evidence, complete: isComplete(evidence), mark }]
  })
  return { ...summaryOf(draw, items), items: views, may_mark: isDrawers(draw, actor) }
}

/** From each hop up to where the record of them ends. */
async function hopsOf(tx: Pick<Tx, '$queryRaw'>, tenantId: string, ids: readonly string[]): Promise<Map<string, Hops>> {
  const found = await tx.$queryRaw(Prisma.sql`
    with recursive up as (
      select d.id as leaf, d.id, d.parent_id, d.agent_id, d.document_digest, 1 as n from delegation d where d.tenant_id = ${tenantId}::uuid and d.id = any(${ids}::uuid[])
      union all
      select up.leaf, d.id, d.parent_id, d.agent_id, d.document_digest, up.n + 1 from delegation d join up on d.id = up.parent_id where d.tenant_id = ${tenantId}::uuid and up.n < ${HOPS_MAX}
    )
    select leaf::text, count(*)::int as hops, bool_or(parent_id is null) as whole, array_agg(agent_id::text order by n desc) as path, max(document_digest) filter (where n = 1) as document
    from up group by leaf`)
  return new Map(asRows<Hops & { leaf: string }>(found).map(({ leaf, ...rest }) => [leaf, rest]))
}

async function mandatesOf(tx: Pick<Tx, '$queryRaw'>, tenantId: string, ids: readonly string[]): Promise<Map<string, Mandate>> {
  const found = await tx.$queryRaw(Prisma.sql`select m.id::text, m.kind, m.purpose, p.name as person from mandate m join person p on p.id = m.person_id where m.tenant_id = ${tenantId}::uuid and m.id = any(${ids}::uuid[])`)
  return new Map(asRows<Mandate & { id: string }>(found).map(({ id, ...rest }) => [id, rest]))
}
