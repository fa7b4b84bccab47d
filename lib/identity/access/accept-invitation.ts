import type { Result } from '@/lib/kernel/result'
import type { LinkRefusal, SignedIn } from './internal/outcomes'
import { setPasswordByLink } from './internal/set-password-by-link'

/** Takes up an invitation: the account gets the password that its owner chose. */
export const acceptInvitation = (code: string, password: string, now = new Date()): Promise<Result<SignedIn, LinkRefusal>> =>
  setPasswordByLink({ kind: 'invite', action: 'access.person.join' }, code, password, now)
