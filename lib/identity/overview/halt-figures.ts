import { Prisma } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import type { HaltFigures } from './contract'

/** What is stopped, and how long the last order took; the same on every page that shows it. */
export async function haltFigures(tx: Pick<Prisma.TransactionClient, '$queryRaw'>, tenant: Prisma.Sql): Promise<HaltFigures> {
  const [found] = asRows<HaltFigures>(
    await tx.$queryRaw(Prisma.sql`
      select
        (select count(*)::int from containment_order o where o.tenant_id = ${tenant} and o.lifted_at is null and o.grain not in ('mandate', 'revision', 'retirement')) as orders_in_force,
        (select max(r.ms) from receipt r where r.tenant_id = ${tenant} and r.order_id =
          (select o.id from containment_order o where o.tenant_id = ${tenant} and exists (select from receipt r2 where r2.order_id = o.id)
            order by o.committed_at desc limit 1)) as last_halt_ms`),
  )
  return { orders_in_force: found?.orders_in_force ?? 0, last_halt_ms: found?.last_halt_ms ?? null }
}
