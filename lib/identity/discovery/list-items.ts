import { Prisma } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { decodeCursor, encodeCursor } from '@/lib/kernel/cursor'
import { parseId } from '@/lib/kernel/ids'
import { ItemIdInput, ListItemsInput, type ItemRow, type ItemView } from './contract'
import { CREDENTIAL_COLUMNS, ITEM_COLUMNS, itemsWhere } from './internal/filter'
import { matchesOf } from './internal/matches'
import { query } from './internal/tables'
import { credentialView, evidenceOf, itemRow, type CredentialRecord, type ItemRecord } from './internal/views'

async function withMatches(tx: Pick<Tx, '$queryRaw'>, tenantId: string, records: readonly ItemRecord[]): Promise<ItemRow[]> {
  const bare = records.map((record) => itemRow(record, []))
  const matches = await matchesOf(tx, tenantId, bare.map((row, index) => ({ id: row.id, kind: row.kind, name: row.name, evidence: evidenceOf(records[index] as ItemRecord) })))
  return bare.map((row) => ({ ...row, matches: matches.get(row.id) ?? [] }))
}

/** What was found, newest first, each with what is registered and may be the same. `total`: how many the filter shows. */
export const listItems = query({
  name: 'discovery.read',
  input: ListItemsInput,
  answer: async (tx, { actor, input: { cursor, limit, ...filter } }) => {
    const where = itemsWhere(actor.tenantId, filter)
    const after = cursor === undefined ? null : parseId(decodeCursor(cursor, 1)?.[0])
    const records = asRows<ItemRecord>(
      await tx.$queryRaw`
        select ${ITEM_COLUMNS} from discovery_item i join discovery_source s on s.id = i.source_id
        where ${where} and ${after === null ? Prisma.sql`true` : Prisma.sql`i.id < ${after}::uuid`}
        order by i.id desc limit ${limit + 1}`,
    )
    const [counts] = asRows<{ total: number; open: number }>(
      await tx.$queryRaw`
        select (select count(*)::int from discovery_item i where ${where}) as total,
          (select count(*)::int from discovery_item i where i.tenant_id = ${actor.tenantId}::uuid and i.state = 'open' and i.gone_at is null) as open`,
    )
    const items = await withMatches(tx, actor.tenantId, records.slice(0, limit))
    const last = items.at(-1)
    return { items, next: records.length > limit && last ? encodeCursor([last.id]) : null, total: counts?.total ?? 0, open: counts?.open ?? 0 }
  },
})

const CREDENTIALS_MAX = 100

/** One thing that was found, with its evidence and its credentials. */
export const getItem = query({
  name: 'discovery.read',
  input: ItemIdInput,
  answer: async (tx, { actor, input: { foundId } }): Promise<ItemView | null> => {
    const records = asRows<ItemRecord>(await tx.$queryRaw`select ${ITEM_COLUMNS} from discovery_item i join discovery_source s on s.id = i.source_id where i.id = ${foundId}::uuid and i.tenant_id = ${actor.tenantId}::uuid`)
    const [row] = await withMatches(tx, actor.tenantId, records)
    const [record] = records
    if (!row || !record) return null
    const credentials = asRows<CredentialRecord>(
      await tx.$queryRaw`
        select ${CREDENTIAL_COLUMNS} from discovery_credential c join discovery_source s on s.id = c.source_id left join discovery_item i on i.id = c.item_id
        where c.item_id = ${foundId}::uuid order by c.gone_at is not null, c.tier desc, c.id limit ${CREDENTIALS_MAX}`,
    )
    return { ...row, evidence: evidenceOf(record), credentials: credentials.map((one) => credentialView(one)) }
  },
})
