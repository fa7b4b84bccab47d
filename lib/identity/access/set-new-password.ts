import type { Result } from '@/lib/kernel/result'
import type { LinkRefusal, SignedIn } from './internal/outcomes'
import { setPasswordByLink } from './internal/set-password-by-link'

/** Replaces a lost password by a recovery link. What was signed in with the old one ends. */
export const setNewPassword = (code: string, password: string, now = new Date()): Promise<Result<SignedIn, LinkRefusal>> =>
  setPasswordByLink({ kind: 'recovery', action: 'access.person.set_password' }, code, password, now)
