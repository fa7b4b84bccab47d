import { Prisma } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import { decodeCursor, encodeCursor } from '@/lib/kernel/cursor'
import { ListCredentialsInput, STATIC_FROM, TIERS, type CredentialPage } from './contract'
import { CREDENTIAL_COLUMNS } from './internal/filter'
import { query } from './internal/tables'
import { credentialView, type CredentialRecord } from './internal/views'

const { sql } = Prisma
const PROGRESS_DAYS = 30

/** Credentials that were found, the worst first, with how many of each tier there are and how many are eliminated over time. */
export const listCredentials = query({
  name: 'discovery.read',
  input: ListCredentialsInput,
  answer: async (tx, { actor, input: { cursor, limit, tier, source, gone } }): Promise<CredentialPage> => {
    const after = cursor === undefined ? null : decodeCursor(cursor, 2)
    const place = after && /^[1-5]$/.test(after[0] ?? '') && /^[0-9a-f-]{36}$/.test(after[1] ?? '') ? sql`(c.tier, c.id) < (${Number(after[0])}::int, ${after[1]}::uuid)` : sql`true`
    const records = asRows<CredentialRecord>(
      await tx.$queryRaw`
        select ${CREDENTIAL_COLUMNS} from discovery_credential c join discovery_source s on s.id = c.source_id left join discovery_item i on i.id = c.item_id
        where c.tenant_id = ${actor.tenantId}::uuid and ${gone ? sql`c.gone_at is not null` : sql`c.gone_at is null`}
          and ${tier === undefined ? sql`true` : sql`c.tier = ${tier}`} and ${source ? sql`c.source_id = ${source}::uuid` : sql`true`} and ${place}
        order by c.tier desc, c.id desc limit ${limit + 1}`,
    )
    const counts = asRows<{ tier: number; open: number; gone: number }>(
      await tx.$queryRaw`select c.tier, count(*) filter (where c.gone_at is null)::int as open, count(c.gone_at)::int as gone from discovery_credential c where c.tenant_id = ${actor.tenantId}::uuid group by 1`,
    )
    const progress = asRows<{ day: string; open: number; gone: number }>(
      await tx.$queryRaw`
        select to_char(d, 'YYYY-MM-DD') as day,
          count(c.id) filter (where c.first_seen_at < d + interval '1 day' and (c.gone_at is null or c.gone_at >= d + interval '1 day'))::int as open,
          count(c.id) filter (where c.gone_at < d + interval '1 day')::int as gone
        from generate_series(date_trunc('day', now() at time zone 'UTC') - ${PROGRESS_DAYS - 1} * interval '1 day', date_trunc('day', now() at time zone 'UTC'), interval '1 day') d
        left join discovery_credential c on c.tenant_id = ${actor.tenantId}::uuid and c.tier >= ${STATIC_FROM}
        group by d order by d`,
    )
    const items = records.slice(0, limit).map((record) => credentialView(record))
    const last = items.at(-1)
    return {
      items,
      next: records.length > limit && last ? encodeCursor([String(last.tier), last.id]) : null,
      tiers: TIERS.map((one) => counts.find((count) => count.tier === one.tier) ?? { tier: one.tier, open: 0, gone: 0 }),
      progress,
    }
  },
})
