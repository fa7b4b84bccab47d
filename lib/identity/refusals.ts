import type { ZodError } from 'zod'
import type { Denied } from './access/decide'

export type Invalid = { code: 'invalid'; fields: Record<string, string> }
export type NotFound = { code: 'not_found' }
/** Separation of duties: the actor's role would do, but not for this row. `rule` says which rule. */
export type Separated = { code: 'separated'; rule: string }
/** The thing is in a state that does not allow the act. */
export type WrongState = { code: 'wrong_state'; state: string }
/** The world changed between what was shown and what was asked for; read again. */
export type Conflict = { code: 'conflict'; detail: string }
export type Refusal = Invalid | NotFound | Denied | Separated | WrongState | Conflict

const FIELDS_MAX = 20

export function toInvalid(error: ZodError): Invalid {
  const fields: Record<string, string> = {}
  for (const issue of error.issues.slice(0, FIELDS_MAX)) fields[issue.path.join('.') || 'input'] ??= issue.message
  return { code: 'invalid', fields }
}
