import { Prisma } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { Fault } from '@/lib/kernel/fault'
import type { MandateView } from '../contract'

type Row = {
  id: string
  kind: MandateView['kind']
  person_id: string
  person_name: string
  agent_id: string
  agent_name: string
  purpose: string
  scopes: string[]
  created_at: Date
  expires_at: Date
  withdrawn_at: Date | null
  expired: boolean
}

/** Mandates with the names that a page shows, newest first: `where` over `mandate m`. */
export async function mandateViews(tx: Pick<Tx, '$queryRaw'>, where: Prisma.Sql, limit: number): Promise<MandateView[]> {
  const rows = asRows<Row>(
    await tx.$queryRaw`
      select m.id, m.kind, m.person_id, p.name as person_name, m.agent_id, a.name as agent_name, m.purpose, m.scopes,
        m.created_at, m.expires_at, m.withdrawn_at, m.expires_at <= now() as expired
      from mandate m join person p on p.id = m.person_id join agent a on a.id = m.agent_id
      where ${where} order by m.created_at desc, m.id desc limit ${limit}`,
  )
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    person: { id: row.person_id, name: row.person_name },
    agent: { id: row.agent_id, name: row.agent_name },
    purpose: row.purpose,
    scopes: row.scopes,
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
    ended: row.withdrawn_at
      ? { at: row.withdrawn_at.toISOString(), reason: 'withdrawn' }
      : row.expired
        ? { at: row.expires_at.toISOString(), reason: 'expired' }
        : null,
  }))
}

/** For verbs that have just written the mandate. */
export async function mandateView(tx: Pick<Tx, '$queryRaw'>, id: string): Promise<MandateView> {
  const [view] = await mandateViews(tx, Prisma.sql`m.id = ${id}::uuid`, 1)
  if (!view) throw new Fault(`mandate ${id} is gone within its own transaction`)
  return view
}
