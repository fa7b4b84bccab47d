import type { JsonWebKey } from 'node:crypto'
import { trustedId, type PointId, type TenantId } from '@/lib/kernel/ids'
import { drillServerOf } from '../registry'

/** An enrolled enforcement point, as the feed knows it. */
export type Point = Readonly<{
  id: PointId
  name: string
  /** Null: serves every tenant of this installation. */
  tenantId: TenantId | null
  /** The one tool server that it is, and the address that tokens for it name. Left out: a gateway. */
  guards?: Readonly<{ server: string; resource: string }> | null
  thumbprint: string
  jwk: JsonWebKey
}>

export const servesTenant = (point: Pick<Point, 'tenantId'>, tenantId: string): boolean => point.tenantId === null || point.tenantId === tenantId

/**
 * Whether a point may say what became of a call: a gateway of any in its tenants, a server that guards itself of those
 * to itself with tokens for itself, and of drills, whose token is for the drill's own server.
 */
export function speaksOf(point: Pick<Point, 'tenantId' | 'guards'>, tenantId: string, call: { server: string; resource: string }): boolean {
  if (!servesTenant(point, tenantId)) return false
  if (!point.guards) return true
  const drill = drillServerOf(trustedId<'tenant'>(tenantId))
  return call.server === drill ? call.resource.endsWith(`/mcp/${drill}`) : call.server === point.guards.server && call.resource === point.guards.resource
}
