import { hotTransaction } from '@/lib/db/hot'
import { asRows } from '@/lib/db/rows'
import type { TenantId } from '@/lib/kernel/ids'
import { chainHash, ENTRY_COLUMNS, GENESIS, leafHash, type LedgerRow } from './leaf'

const PAGE = 2_000

/** `archived`: of the entries, those that are in files alone. Their leaves are linked as the others are. */
export type LogCheck = { intact: true; entries: number; archived?: number } | { intact: false; position: string; problem: string }

/** How a page of the log is read: as a service does, or as the owner within a transaction of its own. */
export type ReadPage = (tenantId: TenantId, text: string, values: unknown[]) => Promise<unknown[]>
const readAsService: ReadPage = (tenantId, text, values) => hotTransaction(tenantId, async (client) => (await client.query(text, values)).rows as unknown[])

type Place = { position: string; leaf_hash: Buffer; chain_hash: Buffer; archived: boolean }
type Sealed = Place & (LedgerRow | { id: null })

const SQL = `select ${ENTRY_COLUMNS}, l.position::text, l.leaf_hash, l.chain_hash, e.id is null and exists (
    select from ledger_archive a where a.tenant_id = l.tenant_id and a.removed_at is not null and a.first_position <= l.position and a.last_position >= l.position and a.positions @> l.position) as archived
  from ledger_leaf l left join ledger_entry e on e.id = l.entry_id
  where l.tenant_id = $1 and l.position >= $2 order by l.position limit $3`

/** Re-reads a tenant's whole log from its first entry: every leaf from its entry, where that is still here, every link from the one before. */
export async function verifyLog(tenantId: TenantId, read: ReadPage = readAsService): Promise<LogCheck> {
  let before = GENESIS
  let [next, archived] = [0n, 0]
  for (;;) {
    const page = asRows<Sealed>(await read(tenantId, SQL, [tenantId, next.toString(), PAGE]))
    for (const { position, leaf_hash, chain_hash, archived: isArchived, ...row } of page) {
      const broken = (problem: string): LogCheck => ({ intact: false, position, problem })
      if (position !== next.toString()) return broken(`position ${next} is missing`)
      if (row.id === null && !isArchived) return broken('the entry is missing, and in no archive')
      if (row.id === null) archived++
      else if (!leafHash(row).equals(leaf_hash)) return broken('the entry is not the one that was sealed')
      const chain = chainHash(before, leaf_hash)
      if (!chain.equals(chain_hash)) return broken('the link to the entry before is broken')
      before = chain
      next++
    }
    if (page.length < PAGE) return { intact: true, entries: Number(next), ...(archived > 0 ? { archived } : {}) }
  }
}
