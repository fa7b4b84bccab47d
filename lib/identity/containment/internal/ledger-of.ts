import type { OrderId } from '@/lib/kernel/ids'
import type { Change } from '../../ledger/append'
import type { Joined } from '../../incidents'
import type { Coverage } from '../coverage'
import type { Grain } from '../contract'
import type { Terms } from './write-order'

const KIND = {
  run: 'agent', agent: 'agent', sub_tree: 'agent', owner: 'person', tool: 'tool_server', tool_server: 'tool_server', platform: 'platform', tenant: 'tenant',
} as const // prettier-ignore

/** Whom an entry about an order names. */
export function subjectOf({ grain, targetId, targetName }: { grain: string; targetId: string; targetName: string }): Pick<Change, 'subject' | 'agentId'> {
  const kind = KIND[grain as Grain] ?? 'agent'
  return { subject: { kind, id: targetId, name: targetName }, ...(kind === 'agent' ? { agentId: targetId } : {}) }
}

/** What the ledger keeps of an order. An agent's own entry is found by it; what a wider one covers is found by the chain. */
export function ledgerOf({ view, agentIds, targetKey }: Coverage, order: { id: OrderId; epoch: number; terms: Terms; reason: string | null; incident: Joined | null }): Change {
  const { terms, reason, incident } = order
  return {
    ...subjectOf({ grain: view.grain, targetId: view.target.id, targetName: view.target.name }),
    chain: view.grain === 'tenant' ? [] : agentIds.length > 0 ? [...agentIds] : KIND[view.grain] === 'agent' ? [view.target.id] : [],
    causeId: order.id,
    ...(reason ? { purpose: reason } : {}),
    detail: {
      order_id: order.id,
      epoch: order.epoch,
      grain: view.grain,
      ...(targetKey ? { key: targetKey } : {}),
      mode: terms.mode,
      ...(terms.mode === 'strip' ? { scopes: [...terms.scopes] } : {}),
      ...(terms.endpoint ? { endpoint: terms.endpoint } : {}),
      ...(terms.until ? { until: terms.until.toISOString() } : {}),
      snapshot_digest: view.snapshot_digest,
      agents: agentIds.length,
      delegations: view.delegations,
      live_tokens: view.live_tokens,
      calls_in_flight: view.calls_in_flight,
      ...incident,
    },
  }
}
