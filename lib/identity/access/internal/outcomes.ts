import type { PersonId, TenantId } from '@/lib/kernel/ids'
import type { Invalid } from '../../refusals'

/** Somebody who has just proved who they are. */
export type SignedIn = { personId: PersonId; tenantId: TenantId; name: string }
/** The same, and how (RFC 8176). */
export type SignedInBy = SignedIn & { amr: string[] }

/** `stale`: the page was open for too long, or was answered before. */
export type SignInRefusal = { code: 'wrong' } | { code: 'stale' } | { code: 'too_many_tries'; retryAfterSeconds: number }
/** `link_dead`: unknown, used, replaced or too old, which are not told apart. */
export type LinkRefusal = Invalid | { code: 'link_dead' }
