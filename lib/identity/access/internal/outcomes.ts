import type { PersonId, TenantId } from '@/lib/kernel/ids'
import type { Invalid } from '../../refusals'

/** Somebody who has just proved who they are. */
export type SignedIn = { personId: PersonId; tenantId: TenantId; name: string }

export type SignInRefusal = { code: 'wrong' } | { code: 'too_many_tries'; retryAfterSeconds: number }
/** `link_dead`: unknown, used, replaced or too old, which are not told apart. */
export type LinkRefusal = Invalid | { code: 'link_dead' }
