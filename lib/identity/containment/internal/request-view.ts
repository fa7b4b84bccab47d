import type { ContainmentRequest } from '@/generated/prisma/client'
import { GRAINS, MODES, type CoverageView, type HaltRequestView } from '../contract'

export function stateOf(request: Pick<ContainmentRequest, 'orderId' | 'cancelledAt' | 'expiresAt'>, now = new Date()): HaltRequestView['state'] {
  if (request.orderId) return 'confirmed'
  if (request.cancelledAt) return 'cancelled'
  return request.expiresAt <= now ? 'expired' : 'waiting'
}

/** `preview`: of now, and only while it waits: what was counted when it was asked for is nobody's decision any more. */
export function requestView(request: ContainmentRequest, preview: CoverageView | null): HaltRequestView {
  const state = stateOf(request)
  return {
    id: request.id,
    grain: GRAINS.find((grain) => grain === request.grain) ?? 'tenant',
    mode: MODES.find((mode) => mode === request.mode) ?? 'suspend',
    target: { id: request.targetId, name: request.targetName },
    reason: request.reason,
    requested_by: { kind: request.requestedByKind, id: request.requestedBy, name: request.requestedByName },
    requested_at: request.requestedAt.toISOString(),
    expires_at: request.expiresAt.toISOString(),
    state,
    order_id: request.orderId,
    preview: state === 'waiting' ? preview : null,
  }
}
