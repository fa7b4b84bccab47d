import type pg from 'pg'
import { newId, type TenantId } from '@/lib/kernel/ids'
import { appendBatch } from '../../ledger'
import { fallsBetween, isToldAlready, weekBefore, WEEK_DAYS, type Standing } from '../falls'
import { toSnapshot, type SnapshotRow } from './stored'

const JOB = 'posture.watch'
/** The week that is held against may lie before days on which nothing was computed. */
const BACK_DAYS = 60

/** Keeps, records and tells of each score that fell too far, in the transaction of the snapshot that shows it. */
export async function noticeFalls(client: pg.ClientBase, tenantId: TenantId, today: string, now: Standing): Promise<void> {
  const { rows } = await client.query<SnapshotRow>(
    `select day, version, taken_at as "takenAt", facts, scores from posture_snapshot where tenant_id = $1 and day < $2::date and day > $2::date - ${BACK_DAYS} order by day desc`,
    [tenantId, today],
  )
  const before = weekBefore(today, rows.map(toSnapshot))
  const falls = before ? fallsBetween({ ...before, scores: { sets: before.scores.sets as Standing['scores']['sets'], dimensions: before.scores.dimensions } }, now) : []
  if (!before || falls.length === 0) return
  const { rows: told } = await client.query<{ subject: string; to: number }>(`select subject, to_score as to from posture_fall where tenant_id = $1 and day > $2::date - ${WEEK_DAYS}`, [tenantId, today])
  const fresh = falls.filter((fall) => !isToldAlready(fall, told))
  const at = new Date()
  for (const { subject, title, from, to, facts } of fresh) {
    const id = newId<'posture_fall'>()
    const { rowCount } = await client.query(
      `insert into posture_fall (id, tenant_id, subject, day, since, from_score, to_score, facts, noticed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`,
      [id, tenantId, subject, today, before.day, from, to, JSON.stringify(facts), at],
    )
    if (rowCount === 0) continue
    await appendBatch(client, [{ id: newId<'ledger_entry'>(), tenantId, occurredAt: at, action: 'posture.fall', result: 'ok', actor: { kind: 'job', id: JOB, name: JOB }, subject: { kind: 'posture', id, name: title }, detail: { subject, from, to, since: before.day, facts: facts.map((fact) => ({ id: fact.id, from: fact.from, to: fact.to, points: fact.points })) } }])
    await client.query(`insert into outbox (id, tenant_id, topic, key) values ($1, $2, 'posture.fell', $3)`, [newId<'outbox'>(), tenantId, id])
  }
}
