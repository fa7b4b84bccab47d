import type { Prisma } from '@/generated/prisma/client'
import { hotTransaction } from '@/lib/db/hot'
import { trustedId, type TenantId } from '@/lib/kernel/ids'
import { FIRST_AFTER_SECONDS, type DrillReport, type DrillState } from './contract'
import { drillJob } from './internal/drill-agents'
import { startDrill } from './start-drill'

/** What the process that probes reads and writes of drills: it is handed agents to call as, and hands back what it saw. */
export type TakenDrill = { id: string; tenantId: TenantId }
export type Point = { id: string; name: string; url: string; /** A resource server with `lanyard/guard`, which need not speak MCP. */ guarded: boolean }
export type OpenDrill = {
  state: DrillState
  agents: { id: string; name: string }[] | null
  server: string | null
  /** Of the order, in milliseconds since 1970 by the database's clock. */
  committedAt: number | null
}

/** Takes up a drill that was asked for, with the public halves of keys that this process alone holds. */
export async function takeDrill(publicKeys: () => Promise<readonly Prisma.InputJsonObject[]>): Promise<TakenDrill | null> {
  return hotTransaction('system', async (client) => {
    const { rows } = await client.query<{ id: string; tenant_id: string }>(`select id, tenant_id from drill where state = 'asked' order by asked_at limit 1 for update skip locked`)
    const [row] = rows
    if (!row) return null
    await client.query(`update drill set state = 'keyed', keys = $2, held_until = null where id = $1`, [row.id, JSON.stringify(await publicKeys())])
    return { id: row.id, tenantId: trustedId(row.tenant_id) }
  })
}

export const openDrills = {
  /** Null: it is over, whoever ended it. */
  async read({ id }: TakenDrill): Promise<OpenDrill | null> {
    const { rows } = await hotTransaction('system', (client) =>
      client.query<OpenDrill>(
        `select d.state, d.agents, d.server, (extract(epoch from o.committed_at) * 1000)::float8 as "committedAt"
         from drill d left join containment_order o on o.id = d.order_id where d.id = $1 and d.state <> 'done'`,
        [id],
      ),
    )
    return rows[0] ?? null
  },
  /** Every point that an order of this tenant goes to. */
  async points({ tenantId }: TakenDrill): Promise<Point[]> {
    const { rows } = await hotTransaction('system', (client) =>
      client.query<Point>('select id, name, url, server is not null as guarded from enforcement_point where revoked_at is null and (tenant_id is null or tenant_id = $1) order by name', [tenantId]),
    )
    return rows
  },
  /** How far the database's clock is ahead of this process's, in milliseconds, and by how much that may be wrong. */
  async clock(now: () => number): Promise<{ ahead: number; within: number }> {
    let best = { ahead: 0, within: Number.POSITIVE_INFINITY }
    for (let round = 0; round < 5; round += 1) {
      const before = now()
      const { rows } = await hotTransaction('system', (client) => client.query<{ at: number }>('select (extract(epoch from clock_timestamp()) * 1000)::float8 as at'))
      const after = now()
      const within = (after - before) / 2
      if (within < best.within) best = { ahead: (rows[0]?.at ?? after) - (before + after) / 2, within }
    }
    return best
  },
}

export const tellState = async ({ id }: TakenDrill, from: DrillState, to: DrillState): Promise<boolean> =>
  (await hotTransaction('system', (client) => client.query('update drill set state = $3, held_until = null where id = $1 and state = $2', [id, from, to]))).rowCount === 1

export async function tellReport({ id }: TakenDrill, report: DrillReport): Promise<void> {
  await hotTransaction('system', (client) =>
    client.query(`update drill set state = 'probed', report = $2, held_until = null where id = $1 and state in ('keyed', 'ready', 'armed', 'ordered')`, [id, JSON.stringify(report)]),
  )
}

/** Asks for a drill in every tenant whose last one is further back than `everySeconds`, and soon in one that has had none. */
export async function scheduleDrills(everySeconds: number): Promise<void> {
  const { rows } = await hotTransaction('system', (client) =>
    client.query<{ id: string }>(
      `select t.id from tenant t where t.kind <> 'system'
        and coalesce((select max(d.asked_at) + make_interval(secs => $1) from drill d where d.tenant_id = t.id),
          t.created_at + make_interval(secs => least($1, ${FIRST_AFTER_SECONDS}))) < now()
        and exists (select from person p where p.tenant_id = t.id and p.role = 'admin' and p.status = 'active')`,
      [everySeconds],
    ),
  )
  for (const { id } of rows) await startDrill(drillJob(trustedId(id)), {})
}
