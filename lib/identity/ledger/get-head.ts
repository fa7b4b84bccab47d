import { z } from 'zod'
import { asRows } from '@/lib/db/rows'
import type { LedgerHeadView } from './contract'
import { ledgerQuery } from './ledger-query'
import { publishedHead } from './read-log'

type Counts = { entries: bigint; waiting_since: Date | null }

/** How much is recorded and how far it is sealed. Places are dense, so the head's place is the count of sealed entries. */
export const getHead = ledgerQuery({
  name: 'ledger.head.get',
  input: z.object({}),
  answer: async (tx, { actor }): Promise<LedgerHeadView> => {
    const head = await tx.ledgerLeaf.findFirst({ where: { tenantId: actor.tenantId }, orderBy: { position: 'desc' } })
    const sealed = head ? Number(head.position) + 1 : 0
    // Where the sequencer stands, as a value: beside a table of ten million the planner takes it for anywhere, and reads all of them.
    const [cursor] = asRows<{ xid: string }>(await tx.$queryRaw`select xid::text as xid from ledger_cursor where id = 1`)
    const [waiting] = asRows<Counts>(
      await tx.$queryRaw`
        select count(*) as entries, min(e.occurred_at) filter (where e.action not like 'imported.%') as waiting_since
        from (select id, occurred_at, action from ledger_entry where tenant_id = ${actor.tenantId}::uuid and xid >= ${cursor?.xid ?? '0'}::text::xid8 offset 0) e
        where not exists (select from ledger_leaf l where l.entry_id = e.id)`,
    )
    const checkpoint = await publishedHead(actor.tenantId)
    const unsealed = Number(waiting?.entries ?? 0)
    return {
      entries: sealed + unsealed,
      sealed,
      head: head
        ? {
            position: head.position.toString(),
            chain_hash: Buffer.from(head.chainHash).toString('hex'),
            sealed_at: head.sealedAt.toISOString(),
          }
        : null,
      lag_ms: waiting?.waiting_since ? Math.max(0, Date.now() - waiting.waiting_since.getTime()) : 0,
      checkpoint: checkpoint && {
        size: checkpoint.size,
        root: checkpoint.root.toString('base64'),
        note: checkpoint.note,
        vkey: checkpoint.vkey,
        at: checkpoint.createdAt.toISOString(),
      },
    }
  },
})
