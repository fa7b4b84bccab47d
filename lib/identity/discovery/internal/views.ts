import { z } from 'zod'
import { CONTROLS, FOUND_KINDS, FoundInput, ITEM_STATES, RUN_STATES, RunTotals, STATIC_FROM, UnreadPart, type CredentialView, type ItemRow, type MatchView, type RunView } from '../contract'

type RunRow = { id: string; state: string; askedByName: string; askedAt: Date; startedAt: Date | null; endedAt: Date | null; totals: unknown; found: number; fresh: number; changed: number; gone: number; unread: unknown; problem: string | null }

const iso = (at: Date | null): string | null => at?.toISOString() ?? null
const NO_TOTALS: RunTotals = { files: 0, understood: {}, explained: {}, unread: 0 }

export const runView = (run: RunRow): RunView => ({
  id: run.id,
  state: z.enum(RUN_STATES).parse(run.state),
  asked_by: run.askedByName,
  asked_at: run.askedAt.toISOString(),
  started_at: iso(run.startedAt),
  ended_at: iso(run.endedAt),
  totals: RunTotals.catch(NO_TOTALS).parse(run.totals),
  found: run.found,
  fresh: run.fresh,
  changed: run.changed,
  gone: run.gone,
  unread: z.array(UnreadPart).catch([]).parse(run.unread),
  problem: run.problem,
})

export type ItemRecord = {
  id: string; kind: string; name: string; path: string; at: string; source_id: string; source_name: string; state: string; version: number; tier: number | null
  first_seen_at: Date; last_seen_at: Date; changed_at: Date | null; gone_at: Date | null; came_back: boolean
  decided_by_name: string | null; decided_at: Date | null; reason: string | null; target_kind: string | null; target_id: string | null; target_name: string | null
  evidence: unknown
} // prettier-ignore

export const evidenceOf = (record: Pick<ItemRecord, 'evidence'>) => FoundInput.omit({ kind: true, path: true, at: true, name: true }).parse(record.evidence)

export const itemRow = (row: ItemRecord, matches: MatchView[]): ItemRow => ({
  id: row.id,
  kind: z.enum(FOUND_KINDS).parse(row.kind),
  name: row.name,
  path: row.path,
  at: row.at,
  source: { id: row.source_id, name: row.source_name },
  state: z.enum(ITEM_STATES).parse(row.state),
  first_seen_at: row.first_seen_at.toISOString(),
  last_seen_at: row.last_seen_at.toISOString(),
  changed_at: iso(row.changed_at),
  gone_at: iso(row.gone_at),
  came_back: row.came_back,
  tier: row.tier,
  matches,
  decision:
    row.decided_at && row.decided_by_name !== null
      ? { by: row.decided_by_name, at: row.decided_at.toISOString(), reason: row.reason, target: row.target_kind && row.target_id ? { kind: row.target_kind, id: row.target_id, name: row.target_name ?? '' } : null }
      : null,
  version: row.version,
})

export type CredentialRecord = {
  id: string; tier: number; what: string; path: string; at: string; line: number | null; source_id: string; source_name: string; item_id: string | null; item_name: string | null
  fingerprint: string | null; vaulted: boolean; places: number; watched: boolean; written_at: Date | null; first_seen_at: Date; last_seen_at: Date; gone_at: Date | null
} // prettier-ignore

/** Older than this, a key that stands still is one that nobody rotates. */
const ROTATED_WITHIN_MS = 90 * 86_400_000

/** What would make up for a standing key and is not there: kept in a store, one place alone, young, and looked for regularly. */
function missingOf(row: CredentialRecord, now: Date): CredentialView['missing'] {
  if (row.tier < STATIC_FROM || row.gone_at) return []
  const since = Math.min(...[row.written_at, row.first_seen_at].flatMap((at) => at?.getTime() ?? []))
  const has = { vaulted: row.vaulted, unique: row.fingerprint !== null && row.places <= 1, rotated: now.getTime() - since < ROTATED_WITHIN_MS, watched: row.watched }
  return CONTROLS.filter((control) => !has[control])
}

export const credentialView = (row: CredentialRecord, now = new Date()): CredentialView => ({
  id: row.id,
  tier: row.tier,
  what: row.what,
  path: row.path,
  at: row.at,
  line: row.line,
  source: { id: row.source_id, name: row.source_name },
  holder: row.item_id && row.item_name !== null ? { id: row.item_id, name: row.item_name } : null,
  fingerprint: row.fingerprint,
  places: row.places,
  written_at: iso(row.written_at),
  first_seen_at: row.first_seen_at.toISOString(),
  last_seen_at: row.last_seen_at.toISOString(),
  gone_at: iso(row.gone_at),
  missing: missingOf(row, now),
})
