import { createHash } from 'node:crypto'
import type pg from 'pg'
import type { z } from 'zod'
import { hotTransaction } from '@/lib/db/hot'
import { newId, type TenantId } from '@/lib/kernel/ids'
import { inertTree } from '@/lib/kernel/inert'
import { looksSecret, REDACTED, redactedCopy } from '@/lib/kernel/redaction'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import { decide } from '../access/decide'
import type { Actor } from '../actor'
import { recordDenial } from '../command'
import { appendBatch } from '../ledger/append-batch'
import { toInvalid, type Refusal, type Separated, type WrongState } from '../refusals'
import { AddToImportInput, IMPORT_UNREAD_KEPT_MAX, UnreadRecord, type AddedToImport, type CredentialRef, type ImportedEvent } from './contract'
import { entryOf } from './internal/entry-of'
import { joinEvents, type Arriving } from './internal/join'
import { knownPrincipals } from './internal/known-principals'
import { putPrincipals } from './internal/put-principals'

export type ImportSettings = { /** Keys the digest of a session or key with a key that the database does not have. */ fingerprint: (tenantId: TenantId, digest: string) => string }
type Added = z.output<typeof AddedToImport>
type Outcome = Result<Added, Refusal | WrongState | Separated>

/** One after the other: they write the same rows, and the connections are those that tokens are issued on. */
let lane: Promise<unknown> = Promise.resolve()

/**
 * Adds a part of what is imported, in one transaction: each event an entry of the ledger of its own, in place of an entry
 * for the part. An event that is there already adds nothing, whoever brings it and however often.
 */
export const addToImport = (settings: ImportSettings) => {
  const add = async (actor: Actor, raw: unknown): Promise<Outcome> => {
    const parsed = AddToImportInput.safeParse(raw)
    if (!parsed.success) return refuse(toInvalid(parsed.error))
    const denied = decide(actor, 'ledger.import.add', actor)
    if (denied) {
      await recordDenial(actor, 'ledger.import.add', denied)
      return refuse(denied)
    }
    const turn = lane.then(() => hotTransaction(actor.tenantId, (client) => addIn(client, actor, parsed.data, settings)))
    lane = turn.catch(() => undefined)
    return turn
  }
  return Object.assign(add, { permission: 'ledger.import.add' as const, input: AddToImportInput })
}

type Begun = { asked_by_id: string; asked_by_name: string; state: string; unread: unknown }

async function addIn(client: pg.ClientBase, actor: Actor, { importId, events, unread }: z.output<typeof AddToImportInput>, { fingerprint }: ImportSettings): Promise<Outcome> {
  const { tenantId } = actor
  const { rows } = await client.query<Begun>(`select asked_by_id, asked_by_name, state, unread from audit_import where id = $1 and tenant_id = $2 for update`, [importId, tenantId])
  const [begun] = rows
  if (!begun) return refuse({ code: 'not_found' })
  if (begun.asked_by_id !== actor.id) return refuse({ code: 'separated', rule: 'who_began_an_import_sends_it' })
  if (begun.state !== 'running') return refuse({ code: 'wrong_state', state: begun.state })

  const keyed = (ref: CredentialRef | null): string | null => ref && fingerprint(tenantId, ref.digest)
  const arriving = new Map(
    events.map((event): [string, Arriving] => {
      const key = keyOf(event)
      return [key, { ...harmless(event), key, entryId: newId<'ledger_entry'>(), usesPrint: keyed(event.uses), issuesPrint: keyed(event.issues) }]
    }),
  )
  const there = await client.query<{ key: string }>(`select key from imported_event where tenant_id = $1 and key = any($2::text[])`, [tenantId, [...arriving.keys()]])
  for (const { key } of there.rows) arriving.delete(key)
  const joined = await joinEvents(client, tenantId, [...arriving.values()], (all) => knownPrincipals(client, tenantId, all))
  const put = new Set(await putEvents(client, tenantId, importId, joined))
  const fresh = joined.filter(({ event }) => put.has(event.key))
  await appendBatch(client, fresh.map((one) => entryOf(tenantId, one, { importId, name: begun.asked_by_name, at: new Date() })))
  await putPrincipals(client, tenantId, fresh)

  const kept = [...UnreadRecord.array().catch([]).parse(begun.unread), ...unread].slice(0, IMPORT_UNREAD_KEPT_MAX)
  await client.query(`update audit_import set came = came + $2, added = added + $3, unread = $4 where id = $1`, [importId, events.length, fresh.length, JSON.stringify(kept)])
  return ok({ added: fresh.length, already: events.length - fresh.length })
}

/** The system's own id of an event; without one, what it says. */
const keyOf = ({ system, source_id, digest }: ImportedEvent): string => createHash('sha256').update(source_id === null ? `${system}\n#${digest}` : `${system}\n${source_id}`).digest('base64url')

/** Whoever sent it may have read it with something else than our readers: what has the shape of a secret goes no further. */
function harmless(event: ImportedEvent): ImportedEvent {
  const plain = <T extends string | null>(value: T): T => (value !== null && looksSecret(value) ? (REDACTED as T) : value)
  return {
    ...event,
    action: plain(event.action),
    reason: plain(event.reason),
    resource: plain(event.resource),
    source_id: plain(event.source_id),
    principals: event.principals.map((one) => ({ ...one, id: plain(one.id), name: plain(one.name), also: one.also.map(plain) })),
    from: { account: plain(event.from.account), region: plain(event.from.region), ip: plain(event.from.ip), user_agent: plain(event.from.user_agent) },
    parameters: inertTree(redactedCopy(event.parameters)) as Record<string, unknown>,
  }
}

async function putEvents(client: pg.ClientBase, tenantId: string, importId: string, joined: Awaited<ReturnType<typeof joinEvents>>): Promise<string[]> {
  if (joined.length === 0) return []
  const given = joined.map(({ event, principals, leftOut, rootPersonId, chain }) => ({
    entry_id: event.entryId, system: event.system, key: event.key, occurred_at: event.at, uses: event.usesPrint, issues: event.issuesPrint,
    principals: event.issuesPrint === null ? null : { list: principals, left_out: leftOut }, root_person_id: rootPersonId, chain,
  })) // prettier-ignore
  const { rows } = await client.query<{ key: string }>(
    `insert into imported_event (entry_id, tenant_id, import_id, system, key, occurred_at, uses, issues, principals, root_person_id, chain)
     select g.entry_id, $1::uuid, $2::uuid, g.system, g.key, g.occurred_at, g.uses, g.issues, nullif(g.principals, 'null'::jsonb), g.root_person_id, g.chain
     from jsonb_to_recordset($3::jsonb) as g(entry_id uuid, system text, key text, occurred_at timestamptz, uses text, issues text, principals jsonb, root_person_id uuid, chain uuid[])
     on conflict (tenant_id, key) do nothing returning key`,
    [tenantId, importId, JSON.stringify(given)],
  )
  return rows.map(({ key }) => key)
}
