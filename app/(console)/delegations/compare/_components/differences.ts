import type { ChainView } from '@/lib/identity/delegation/contract'
import type { EventView } from '@/lib/identity/ledger/contract'

export type Side = { event: EventView; /** Null: no token was issued. */ view: ChainView | null }
export type Difference = { what: string; first: string; second: string; differs: boolean }

const NONE = '—'

/** What one would lay beside each other of two chains, from the human down to the call. */
export function differences(a: Side, b: Side): Difference[] {
  const rows: [string, (side: Side) => string | null | undefined][] = [
    ['In whose name', ({ event }) => event.root?.name],
    ['On what authority', ({ view }) => view?.mandate && `${view.mandate.kind === 'standing' ? 'standing mandate' : 'mandate'} until ${day(view.mandate.expires_at)}${view.mandate.ended ? `, ${view.mandate.ended.reason}` : ''}`],
    ['Through whom', ({ event }) => event.imported?.principals.map(({ name }) => name).join(' ▸ ') ?? event.chain.map(({ name }) => name).join(' ▸ ')],
    ['Because', ({ event }) => event.purpose],
    ['With which scopes', ({ view }) => view?.edges.at(-1)?.scopes_out.toSorted().join(', ')],
    ['Dropped on the way', ({ view }) => view && [...new Set(view.edges.flatMap(({ dropped }) => dropped))].toSorted().join(', ')],
    ['Token lived', ({ view }) => lifetime(view)],
    ['Ended early', ({ view }) => view?.edges.find(({ ended }) => ended)?.ended?.reason],
    ['What was called', ({ event }) => [event.server, event.tool].filter(Boolean).join(': ')],
    ['Result', ({ event }) => `${event.result}${event.reason ? `: ${event.reason}` : ''}`],
    ['Check that failed', ({ event }) => event.decision.find(({ ok }) => !ok)?.check.replaceAll('_', ' ')],
    ['Outcome', ({ event }) => event.outcome?.result],
    ['Recorded by', ({ event }) => event.imported?.title ?? 'Lanyard'],
  ]
  return rows.map(([what, of]) => {
    const [first, second] = [of(a) || NONE, of(b) || NONE]
    return { what, first, second, differs: first !== second }
  })
}

const day = (at: string): string => at.slice(0, 10)

function lifetime(view: ChainView | null): string | null {
  const last = view?.edges.at(-1)
  return last?.expires_at && last.issued_at ? `${Math.round((Date.parse(last.expires_at) - Date.parse(last.issued_at)) / 1_000)} s` : null
}
