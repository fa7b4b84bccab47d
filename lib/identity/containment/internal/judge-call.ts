import type { DecisionCheck } from '../../ledger/contract'
import { runKey, toolKey } from '@/lib/kernel/containment-subject'
import { wideKey, type Cover } from '../covers-of'
import type { DecisionRecord } from '../feed-contract'
import type { Hop } from './load-calls'

export type Verdict =
  | { status: 'recorded'; result: 'allowed' | 'denied'; reason: string | null; checks: DecisionCheck[] }
  | { status: 'contained' | 'refused'; result: 'denied'; reason: string; checks: DecisionCheck[] }

const OVERRULED: Record<string, string> = {
  containment: 'the chain was halted before this call was recorded',
  revoked: 'the token was revoked',
  mandate: 'the mandate was withdrawn or is over',
  unknown_token: 'no token with this id was issued to this tenant',
}

/**
 * The authority's last word on a call, from rows that are locked against change until the record commits: what a point
 * allowed is recorded as denied where the authority knows better. A denial is never turned into anything else.
 */
export function judgeCall(record: DecisionRecord, hop: Hop | null, wide: ReadonlyMap<string, Cover>): Verdict {
  const { checks } = record
  if (record.result === 'denied') return { status: 'recorded', result: 'denied', reason: record.reason ?? firstFailed(checks), checks }
  if (!hop) return overruled('refused', 'unknown_token', checks)
  if (hop.contained || isStopped(record, hop, wide)) return overruled('contained', 'containment', checks)
  if (hop.revoked) return overruled('refused', 'revoked', checks)
  if (hop.mandate_over) return overruled('refused', 'mandate', checks)
  return { status: 'recorded', result: 'allowed', reason: null, checks }
}

/** By an order over the run, the tool, its server or everything; a token from before it is dead for ever, lifted or not. */
function isStopped({ server, tool }: DecisionRecord, hop: Hop, wide: ReadonlyMap<string, Cover>): boolean {
  if (wide.size === 0) return false
  const { tenant_id: tenant } = hop
  return [
    wideKey(tenant, 'tenant', tenant),
    wideKey(tenant, 'run', runKey(hop.agent_id, hop.run_id)),
    wideKey(tenant, 'tool_server', server),
    wideKey(tenant, 'tool', toolKey(server, tool)),
  ].some((key) => {
    const cover = wide.get(key)
    return cover !== undefined && (cover.inForce || hop.epoch < cover.epoch)
  })
}

const firstFailed = (checks: readonly DecisionCheck[]): string | null => checks.find(({ ok }) => !ok)?.check ?? null

function overruled(status: 'contained' | 'refused', reason: string, checks: readonly DecisionCheck[]): Verdict {
  const check = { check: reason, ok: false, detail: OVERRULED[reason] ?? reason }
  return { status, result: 'denied', reason, checks: [...checks.filter((one) => one.check !== reason), check] }
}
