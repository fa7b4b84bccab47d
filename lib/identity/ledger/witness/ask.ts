import { hotTransaction } from '@/lib/db/hot'
import { newId, trustedId, type TenantId } from '@/lib/kernel/ids'
import { appendBatch } from '../append-batch'

const PAUSE_SECONDS_MAX = 300
const PROBLEM_MAX = 200
const JOB = { kind: 'job', id: 'ledger.witness', name: 'Witness' } as const

/** A witness that a newer head waits for. */
export type WitnessToAsk = { id: string; tenantId: TenantId; name: string; url: string; vkey: string; knownSize: number; attempts: number; contradicted: boolean }
type Row = { id: string; tenant_id: string; name: string; url: string; vkey: string; known_size: string; attempts: number; contradicted: boolean }

/** The witnesses whose time it is, of every log that has a head which they have not cosigned. */
export async function witnessesToAsk(): Promise<WitnessToAsk[]> {
  const { rows } = await hotTransaction('system', (client) =>
    client.query<Row>(
      `select w.id, w.tenant_id, w.name, w.url, w.vkey, w.known_size::text, w.attempts, w.contradicted_at is not null as contradicted from ledger_witness w
       where w.removed_at is null and w.next_at <= now() and exists (select from ledger_checkpoint c where c.tenant_id = w.tenant_id and c.size > coalesce(w.cosigned_size, 0)) order by w.next_at`,
    ),
  )
  return rows.map((row) => ({ id: row.id, tenantId: trustedId<'tenant'>(row.tenant_id), name: row.name, url: row.url, vkey: row.vkey, knownSize: Number(row.known_size), attempts: row.attempts, contradicted: row.contradicted }))
}

/** A valid cosignature of a head of ours, kept with it. Twice is once; an older one takes nothing back. */
export async function keepCosignature({ id, tenantId }: WitnessToAsk, { size, line, at }: { size: number; line: string; at: Date }): Promise<void> {
  await hotTransaction('system', async (client) => {
    await client.query('insert into ledger_cosignature (tenant_id, size, witness_id, line, cosigned_at) values ($1, $2, $3, $4, $5) on conflict do nothing', [tenantId, size, id, line, at])
    await client.query(
      `update ledger_witness set known_size = $2, cosigned_size = greatest($2, coalesce(cosigned_size, 0)), cosigned_at = case when $2 >= coalesce(cosigned_size, 0) then $3 else cosigned_at end,
         attempts = 0, next_at = now(), problem = null, contradicted_at = null where id = $1`,
      [id, size, at],
    )
  })
}

/** The head that it says it knows is another: it is proved from there, at once. */
export async function noteKnownSize({ id }: WitnessToAsk, size: number): Promise<void> {
  await hotTransaction('system', (client) => client.query('update ledger_witness set known_size = $2 where id = $1', [id, size]))
}

/** One second, and twice as long each time, five minutes at most. That it knows another log than this is an entry of the ledger, once. */
export async function askLater(witness: WitnessToAsk, problem: string, isContradiction: boolean): Promise<void> {
  const { id, tenantId, name, attempts } = witness
  await hotTransaction('system', async (client) => {
    await client.query(
      `update ledger_witness set attempts = attempts + 1, next_at = now() + make_interval(secs => $2), problem = $3, contradicted_at = case when $4 then coalesce(contradicted_at, now()) else contradicted_at end where id = $1`,
      [id, Math.min(PAUSE_SECONDS_MAX, 2 ** Math.min(attempts, 9)), problem.slice(0, PROBLEM_MAX), isContradiction],
    )
    if (isContradiction && !witness.contradicted)
      await appendBatch(client, [{ id: newId<'ledger_entry'>(), tenantId, occurredAt: new Date(), action: 'ledger.witness.contradict', result: 'failed', reason: 'other_log', actor: JOB, subject: { kind: 'witness', id, name }, detail: { problem: problem.slice(0, PROBLEM_MAX) } }])
  })
}
