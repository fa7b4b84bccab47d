import type { ActionState } from '@/lib/console/action-state'
import { refusalText } from '@/lib/console/refusal-text'
import { startProofAction } from './proof-action'

export type Asked = { url: string } | { url: null; problem: string }
export const NO_ANSWER: Asked = { url: null, problem: 'No answer, and nothing was changed: try again.' }

/**
 * Where a guarded act is approved with a passkey. The act was tried without an approval first, so that whoever may not
 * do it is told so and not sent there.
 *
 * @param tried what a verb that always needs a proof said to this input without one
 * @param returnTo a path of the console; the proof's id comes back in its query as `proof`
 */
export async function askForApproval(tried: ActionState<unknown>, input: Record<string, unknown>, returnTo: string): Promise<Asked> {
  if (tried.status !== 'refused') return NO_ANSWER
  if (tried.refusal.code !== 'proof_required') return { url: null, problem: refusalText(tried.refusal) }
  const asked = await startProofAction({ act: tried.refusal.act, input, returnTo })
  if (asked.status === 'done') return { url: asked.value.url }
  return asked.status === 'refused' ? { url: null, problem: refusalText(asked.refusal) } : NO_ANSWER
}
