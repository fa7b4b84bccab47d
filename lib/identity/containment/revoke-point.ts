import { ok, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import { PointIdInput } from './contract'
import { command } from './internal/tables'

/**
 * Takes an enforcement point of this tenant out: its key gets nothing from the feed any more, so that it refuses
 * everything when its lease ends, three seconds from now at the latest. A gateway is the installation's, and stays.
 */
export const revokePoint = command({
  name: 'containment.point.revoke',
  input: PointIdInput,
  resource: (tx, { pointId }, actor) => tx.enforcementPoint.findFirst({ where: { id: pointId, tenantId: actor.tenantId, revokedAt: null } }).then((point) => point && { ...point, tenantId: actor.tenantId }),
  act: async (tx, { resource: point }): Promise<Result<Change & { value: Record<string, never> }, never>> => {
    await tx.enforcementPoint.update({ where: { id: point.id }, data: { revokedAt: new Date() } })
    return ok({ value: {}, subject: { kind: 'point', id: point.id, name: point.name }, detail: { server: point.server, thumbprint: point.thumbprint } })
  },
})
