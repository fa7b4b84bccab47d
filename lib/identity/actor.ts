import type { AgentId, PersonId, PointId, TenantId } from '@/lib/kernel/ids'
import type { Role } from './access/contract'

/** Who asks. Resolved from a credential by the edge, never from input. */
export type Actor =
  | { kind: 'person'; tenantId: TenantId; id: PersonId; name: string; role: Role; session: string }
  /** `LANYARD_ROOT_TOKEN`: scripts of an embedded installation. Never approves, never restores. */
  | { kind: 'root'; tenantId: TenantId; id: 'root'; name: 'root token' }
  | { kind: 'job'; tenantId: TenantId; id: string; name: string }
  | { kind: 'agent'; tenantId: TenantId; id: AgentId; name: string }
  | { kind: 'point'; tenantId: TenantId; id: PointId; name: string }
