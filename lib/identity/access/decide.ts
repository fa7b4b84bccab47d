import type { Actor } from '../actor'
import { PERMISSIONS, type Permission } from './permissions'

export type Denied = { code: 'denied'; permission: Permission; reason: 'other_tenant' | 'role' | 'job' | 'root' | 'actor_kind' }

/** Pure; reads no database. What the table does not name is denied, for people and for jobs alike. */
export function decide(actor: Actor, permission: Permission, resource: { tenantId: string }): Denied | null {
  const deny = (reason: Denied['reason']): Denied => ({ code: 'denied', permission, reason })
  const rule: { roles: readonly string[]; jobs: readonly string[]; root: boolean } = PERMISSIONS[permission]
  if (actor.tenantId !== resource.tenantId) return deny('other_tenant')
  switch (actor.kind) {
    case 'person':
      return rule.roles.includes(actor.role) ? null : deny('role')
    case 'root':
      return rule.root ? null : deny('root')
    case 'job':
      return rule.jobs.includes(actor.id) ? null : deny('job')
    case 'agent':
    case 'point':
      return deny('actor_kind')
  }
}
