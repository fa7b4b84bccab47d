import type { ZodError } from 'zod'
import type { Denied } from './access/decide'
import type { Permission } from './access/permissions'
import type { CoverageView } from './containment/contract'

export type Invalid = { code: 'invalid'; fields: Record<string, string> }
export type NotFound = { code: 'not_found' }
/** Separation of duties: the actor's role would do, but not for this row. `rule` says which rule. */
export type Separated = { code: 'separated'; rule: string }
/** The thing is in a state that does not allow the act. */
export type WrongState = { code: 'wrong_state'; state: string }
/** The world changed between what was shown and what was asked for; read again. */
export type Conflict = { code: 'conflict'; detail: string }
/**
 * The act is guarded: ask for a proof of it (`POST /proofs` with this `act` and the same input), have the person approve
 * it at the address that comes back, and call again with `proof`. `summary` is what they will read there.
 */
export type ProofRequired = { code: 'proof_required'; act: Permission; summary: string; why: 'missing' | 'not_given' | 'too_old' | 'used' }
/** The proof is for another act: of somebody else, of another verb, or with another input. */
export type ProofMismatch = { code: 'proof_mismatch'; act: Permission }
/** What an order would cover is not what was read: nothing was ordered, and this is what it would cover now. */
export type PreviewChanged = { code: 'preview_changed'; preview: CoverageView }
export type Refusal = Invalid | NotFound | Denied | Separated | WrongState | Conflict | ProofRequired | ProofMismatch | PreviewChanged

const FIELDS_MAX = 20

export function toInvalid(error: ZodError): Invalid {
  const fields: Record<string, string> = {}
  for (const issue of error.issues.slice(0, FIELDS_MAX)) fields[issue.path.join('.') || 'input'] ??= issue.message
  return { code: 'invalid', fields }
}
