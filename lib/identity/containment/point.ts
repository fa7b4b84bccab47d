import type { JsonWebKey } from 'node:crypto'
import type { PointId, TenantId } from '@/lib/kernel/ids'

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
