import type pg from 'pg'
import { PRINCIPALS_MAX, type ImportedEvent, type ImportedPrincipal } from '../contract'
import type { Known, KnownPrincipals } from './known-principals'

/** An event on its way into the ledger. */
export type Arriving = ImportedEvent & { entryId: string; key: string; usesPrint: string | null; issuesPrint: string | null }
export type Joined = {
  event: Arriving
  /** From the root to whoever acted, with whoever stands behind the session that it was done with. */
  principals: ImportedPrincipal[]
  /** Principals between the root and the rest that there was no room for. */
  leftOut: number
  /** The entry that gave out the session. */
  causeId: string | null
  rootPersonId: string | null
  /** Registered agents among them. */
  chain: string[]
  known: (Known & { principal: string })[]
}
type Issuer = { entryId: string; principals: ImportedPrincipal[]; leftOut: number }

/** Events of one session, joined to whoever it was given to: of this batch, and of all that was imported before. */
export async function joinEvents(client: pg.ClientBase, tenantId: string, events: readonly Arriving[], principalsOf: (all: readonly ImportedPrincipal[]) => Promise<KnownPrincipals>): Promise<Joined[]> {
  const issuers = await issuersBefore(client, tenantId, [...new Set(events.flatMap(({ usesPrint }) => usesPrint ?? []))])
  const behind = (event: Arriving): Issuer | null => (event.usesPrint === null ? null : (issuers.get(event.usesPrint) ?? null))
  const inTime = [...events].sort((a, b) => a.at.localeCompare(b.at))
  for (const event of inTime) {
    if (event.issuesPrint === null || event.issuesPrint === event.usesPrint) continue
    issuers.set(event.issuesPrint, { entryId: event.entryId, ...together(behind(event), event.principals) })
  }
  const whole = inTime.map((event) => ({ event, issuer: behind(event), ...together(behind(event), event.principals) }))
  const known = await principalsOf(whole.flatMap(({ principals }) => principals))
  return whole.map(({ event, issuer, principals, leftOut }) => {
    const named = principals.flatMap((principal) => {
      const one = known(principal)
      return one ? [{ ...one, principal: principal.id }] : []
    })
    return {
      event,
      principals,
      leftOut,
      causeId: issuer?.entryId ?? null,
      rootPersonId: named.find(({ kind }) => kind === 'person')?.id ?? null,
      chain: [...new Set(named.filter(({ kind }) => kind === 'agent').map(({ id }) => id))],
      known: named,
    }
  })
}

function together(issuer: Issuer | null, own: readonly ImportedPrincipal[]): { principals: ImportedPrincipal[]; leftOut: number } {
  const before = (issuer?.principals ?? []).filter(({ id }) => !own.some((one) => one.id === id))
  const all = [...before, ...own]
  const leftOut = Math.max(0, all.length - PRINCIPALS_MAX)
  // The root and those who are nearest to the act say most.
  const principals = leftOut === 0 ? all : [...all.slice(0, 1), ...all.slice(1 + leftOut)]
  return { principals, leftOut: leftOut + (issuer?.leftOut ?? 0) }
}

async function issuersBefore(client: pg.ClientBase, tenantId: string, prints: readonly string[]): Promise<Map<string, Issuer>> {
  if (prints.length === 0) return new Map()
  const { rows } = await client.query<{ issues: string; entry_id: string; principals: { list: ImportedPrincipal[]; left_out: number } | null }>(
    `select distinct on (i.issues) i.issues, i.entry_id, i.principals from imported_event i where i.tenant_id = $1 and i.issues = any($2::text[]) order by i.issues, i.occurred_at`,
    [tenantId, prints],
  )
  return new Map(rows.map(({ issues, entry_id, principals }) => [issues, { entryId: entry_id, principals: principals?.list ?? [], leftOut: principals?.left_out ?? 0 }]))
}
