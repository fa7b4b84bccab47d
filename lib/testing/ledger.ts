import type pg from 'pg'
import { hotTransaction } from '@/lib/db/hot'
import { appendBatch, publishCheckpoints, publishedHead, sequence, type CheckpointSigner, type HotEntry } from '@/lib/identity/ledger'
import { newId, type TenantId } from '@/lib/kernel/ids'

/** A call and, of every second one, its outcome. */
export function testCalls(tenantId: TenantId, count: number, over: (n: number) => Partial<HotEntry> = () => ({})): HotEntry[] {
  return Array.from({ length: count }, (_, n) => {
    const call: HotEntry = {
      id: newId<'ledger_entry'>(), tenantId, occurredAt: new Date(), action: 'tool.call', result: 'allowed',
      actor: { kind: 'agent', id: newId<'agent'>(), name: 'inv-bot' }, toolServer: 'files', tool: 'read_file', purpose: `FIN-${n}`,
      detail: { decision: [{ check: 'signature', ok: true, detail: '' }], parameters: { path: `/invoices/${n}` } }, ...over(n),
    } // prettier-ignore
    return n % 2 ? [call] : [call, { ...call, id: newId<'ledger_entry'>(), action: 'tool.outcome', result: 'ok' as const, causeId: call.id, detail: { ms: 3 } }]
  }).flat()
}

/** Writes entries, seals them, and signs a head over all of them; its size. */
export async function sealed(tenantId: TenantId, entries: readonly HotEntry[], signerOf: CheckpointSigner): Promise<number> {
  for (let at = 0; at < entries.length; at += 1_000) await hotTransaction('system', (client) => appendBatch(client, entries.slice(at, at + 1_000)))
  for (const ends = Date.now() + 60_000; ; ) {
    await sequence()
    await publishCheckpoints(signerOf)
    const { rows } = await hotTransaction('system', (client) =>
      client.query<{ open: boolean }>('select exists (select from ledger_entry e where tenant_id = $1 and not exists (select from ledger_leaf l where l.entry_id = e.id)) as open', [tenantId]),
    )
    const head = await publishedHead(tenantId)
    if (head && !rows[0]?.open && (await sealedCount(tenantId)) === head.size) return head.size
    if (Date.now() > ends) throw new Error('the log was not sealed')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const sealedCount = (tenantId: TenantId) =>
  hotTransaction('system', async (client) => Number((await client.query<{ n: string }>('select count(*)::text as n from ledger_leaf where tenant_id = $1', [tenantId])).rows[0]?.n))

/** What only the owner of the database can do: change what must never change. */
export async function tampered(owner: pg.Client, work: () => Promise<unknown>): Promise<void> {
  await owner.query('set session_replication_role = replica')
  try {
    await work()
  } finally {
    await owner.query('set session_replication_role = origin')
  }
}
