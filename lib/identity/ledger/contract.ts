import { z } from 'zod'
import { AUDIT_SYSTEMS } from '@/lib/kernel/audit-systems'
import { idField, pageOf, PageInput } from '@/lib/kernel/fields'

/** Who recorded an entry first: Lanyard itself, or another system whose audit log was imported. */
export const EVENT_SOURCES = ['lanyard', 'imported', ...AUDIT_SYSTEMS] as const
export const ENTRY_RESULTS = ['allowed', 'denied', 'ok', 'failed', 'cut'] as const

export const ListEventsInput = PageInput.extend({
  /** Done in this person's name. */
  person: idField<'person'>().optional(),
  /** This agent anywhere in the chain: it and everything below it. */
  agent: idField<'agent'>().optional(),
  /** A run: the thumbprint of its DPoP key. */
  run: z.string().max(100).optional(),
  /** Words that names, tools, purposes, reasons, results or parameters begin with; all of them must be there. */
  text: z.string().trim().max(200).regex(/[\p{L}\p{N}]/u, 'needs a letter or a digit').optional(),
  server: z.string().max(40).optional(),
  tool: z.string().max(128).optional(),
  result: z.enum(ENTRY_RESULTS).optional(),
  /** One act alone, of those that `show` and `source` let through: `tool.call`, `containment.halt`. */
  action: z.string().regex(/^[a-z][a-z0-9_.]{0,79}$/).optional(),
  /** Left out: both what Lanyard recorded and what was imported. */
  source: z.enum(EVENT_SOURCES).optional(),
  /** `calls`: tool calls and token decisions, and what was imported; `all`: everything recorded. */
  show: z.enum(['calls', 'all']).default('calls'),
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
  delegation: idField<'delegation'>().optional(),
})
export const EventIdInput = z.object({ eventId: idField<'ledger_entry'>() })

/** A sentence in parts, so that the console can set names in bold and link them without parsing text. */
export const SentencePart = z.union([
  z.object({ text: z.string() }),
  z.object({ kind: z.enum(['person', 'agent', 'tool', 'server', 'mandate', 'order', 'point', 'incident']), id: z.string(), name: z.string() }),
])
export type SentencePart = z.infer<typeof SentencePart>

/** Somebody of another system, as it names them. */
export const ForeignPrincipal = z.object({
  kind: z.string(),
  id: z.string(),
  name: z.string(),
  /** How they came to act for whoever stands before them. */
  as: z.string(),
  /** Who of ours they are taken for, and why; null: nobody. */
  known: z.object({ kind: z.enum(['person', 'agent']), id: z.string(), why: z.string() }).nullable(),
})
/** Where an imported entry is from. It was not decided here, and what it says is not proven by us. */
export const ImportedFrom = z.object({
  system: z.enum(AUDIT_SYSTEMS),
  title: z.string(),
  /** When it was brought in; `at` is when it happened. */
  imported_at: z.iso.datetime().nullable(),
  imported_by: z.string().nullable(),
  /** From the root to whoever acted. */
  principals: z.array(ForeignPrincipal),
  /** Between the root and the rest: more of them than are kept. */
  left_out: z.number().int(),
})
export type ImportedFrom = z.infer<typeof ImportedFrom>

export const EventRow = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  action: z.string(),
  result: z.enum(ENTRY_RESULTS),
  reason: z.string().nullable(),
  sentence: z.array(SentencePart),
  root: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** Actors from the root to the current one, for the one-line strip. */
  chain: z.array(z.object({ id: z.string(), name: z.string() })),
  autonomous: z.boolean(),
  /** Of an imported entry alone. */
  imported: ImportedFrom.nullable(),
  server: z.string().nullable(),
  tool: z.string().nullable(),
  delegation_id: z.string().nullable(),
  mandate_id: z.string().nullable(),
  run_id: z.string().nullable(),
  /** For a call: what became of it (from the outcome entry). */
  outcome: z.object({ result: z.enum(ENTRY_RESULTS), at: z.iso.datetime(), ms: z.number().nullable(), reason: z.string().nullable() }).nullable(),
})
export type EventRow = z.infer<typeof EventRow>
export const EventPage = pageOf(EventRow).extend({
  /** Of what is rare among what is recorded, and takes longer to find than a page may: it was looked back to here, and `next` goes on from there, whether or not this page has events. Null: to the beginning, or as far as this page reaches. */
  searched_to: z.iso.datetime().nullable(),
})
export type EventPage = z.infer<typeof EventPage>

/** One thing that was checked, in order; the first that is not ok is why it was denied. */
export const DecisionCheck = z.object({ check: z.string(), ok: z.boolean(), detail: z.string() })
export type DecisionCheck = z.infer<typeof DecisionCheck>
export const EventView = EventRow.extend({
  actor: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
  subject: z.object({ kind: z.string(), id: z.string(), name: z.string().nullable() }).nullable(),
  purpose: z.string().nullable(),
  /** Why it was allowed or denied, from the recorded inputs. */
  decision: z.array(DecisionCheck),
  claims: z.record(z.string(), z.unknown()).nullable(),
  detail: z.record(z.string(), z.unknown()),
  /** Its place in the log; null until it is sealed. */
  leaf: z.object({ position: z.string(), leaf_hash: z.string(), chain_hash: z.string(), sealed_at: z.iso.datetime() }).nullable(),
  related: z.array(EventRow),
  /** Of an imported entry: its session's beginning, and what was done with the session that it gave out, as far as they are imported. */
  session: z.object({ given_by: EventRow.nullable(), used_by: z.array(EventRow) }).nullable(),
})
export type EventView = z.infer<typeof EventView>

/** A sealed entry in the formats of others, each as one line of an export. */
export const EventFormatsView = z.object({ ocsf: z.string(), cef: z.string() })
export type EventFormatsView = z.infer<typeof EventFormatsView>

/** Evidence for one entry, good without this installation. */
export const EventProofView = z.object({
  /** Canonical JSON (RFC 8785): the bytes that the leaf is the hash of. */
  entry: z.string(),
  /** C2SP tlog-proof, with the signed head that the entry is under. */
  proof: z.string(),
  /** The log's key as C2SP signed-note writes it. Whoever verifies should have it from somewhere else. */
  vkey: z.string(),
})
export type EventProofView = z.infer<typeof EventProofView>

export const LedgerHeadView = z.object({
  entries: z.number().int(),
  sealed: z.number().int(),
  head: z.object({ position: z.string(), chain_hash: z.string(), sealed_at: z.iso.datetime() }).nullable(),
  /** Milliseconds by which the newest unsealed entry is behind; 0 when none is waiting. */
  lag_ms: z.number(),
  /** The newest signed head (C2SP tlog-checkpoint); null before the first. */
  checkpoint: z.object({ size: z.number().int(), root: z.string(), note: z.string(), vkey: z.string(), at: z.iso.datetime() }).nullable(),
})
export type LedgerHeadView = z.infer<typeof LedgerHeadView>
