import { hotTransaction } from '@/lib/db/hot'
import type { ExportRow } from '@/lib/evidence'
import type { TenantId } from '@/lib/kernel/ids'
import type { EventRecord } from '../event-row'
import { ENTRY_COLUMNS, type LedgerRow } from '../leaf'
import { sentenceOf } from '../sentence'

/** An entry at its place. `entry` is null where the place is taken and the entry is gone. */
export type PlacedEntry = { position: number; leaf: Buffer; entry: LedgerRow | null; named: Named | null }
type Named = Pick<ExportRow, 'sealedAt' | 'message' | 'root' | 'chain' | 'autonomous' | 'delegation'>

type Placed = LedgerRow & { place: string; leaf_hash: Buffer; sealed_at: Date }
type Joined = Placed & Pick<EventRecord, 'result'> & Omit<EventRecord, keyof LedgerRow> & { delegation: { parent_id: string | null; audience: string; scopes: string[]; issued_at: string; expires_at: string; document: string } | null }

const FROM = `from unnest($2::bigint[]) w(position)
  join ledger_leaf l on l.tenant_id = $1 and l.position = w.position
  left join ledger_entry e on e.id = l.entry_id`

const PLAIN = `select ${ENTRY_COLUMNS}, l.position::text as place, l.leaf_hash, l.sealed_at ${FROM} order by l.position`

/** With the names that a sentence and a reader elsewhere need: of the rows of one page, joined by their keys. */
const NAMED = `select ${ENTRY_COLUMNS}, l.position::text as place, l.leaf_hash, l.sealed_at,
    p.name as root_name, m.kind = 'standing' as autonomous, e.chain::text[] as chain,
    (select array_agg(a.name order by c.n) from unnest(e.chain) with ordinality c(id, n) left join agent a on a.id = c.id) as chain_names,
    o.result as outcome_result, o.occurred_at as outcome_at, o.reason as outcome_reason, (o.detail->>'ms')::float8 as outcome_ms,
    case when d.id is not null then jsonb_build_object('parent_id', d.parent_id, 'audience', d.audience, 'scopes', d.scopes,
      'issued_at', d.issued_at, 'expires_at', d.expires_at, 'document', d.document_digest) end as delegation
  ${FROM}
  left join person p on p.id = e.root_person_id
  left join mandate m on m.id = e.mandate_id
  left join delegation d on d.id = e.delegation_id
  left join lateral (
    select result, occurred_at, reason, detail from ledger_entry o where o.cause_id = e.id and o.action = 'tool.outcome' order by o.occurred_at limit 1
  ) o on true
  order by l.position`

/** One page of an export, in the order of the log. */
export async function readRows(tenantId: TenantId, positions: readonly number[], withNames: boolean): Promise<PlacedEntry[]> {
  const { rows } = await hotTransaction(tenantId, (client) =>
    client.query<Joined>({ name: withNames ? 'export-named' : 'export-plain', text: withNames ? NAMED : PLAIN, values: [tenantId, positions] }),
  )
  return rows.map((row) => ({
    position: Number(row.place),
    leaf: row.leaf_hash,
    entry: row.id === null ? null : row,
    named: withNames && row.id !== null ? namedOf(row) : null,
  }))
}

function namedOf(row: Joined): Named {
  const record: EventRecord = { ...row, chain_names: row.chain_names ?? [], detail: (row.detail ?? {}) as Record<string, unknown> }
  const { delegation } = row
  return {
    sealedAt: row.sealed_at.toISOString(),
    message: sentenceOf(record).map((part) => ('text' in part ? part.text : part.name)).join(''),
    root: row.root_person_id ? { id: row.root_person_id, name: row.root_name } : null,
    chain: row.chain.map((id, index) => ({ id, name: record.chain_names[index] ?? null })),
    autonomous: row.autonomous ?? false,
    delegation: delegation && row.delegation_id
      ? {
          id: row.delegation_id,
          parentId: delegation.parent_id,
          audience: delegation.audience,
          scopes: delegation.scopes,
          issuedAt: delegation.issued_at,
          expiresAt: delegation.expires_at,
          document: delegation.document,
        }
      : null,
  } // prettier-ignore
}
