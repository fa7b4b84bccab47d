import type { Actor } from '../../actor'
import type { Invalid, PreviewChanged, Separated } from '../../refusals'
import { isWide, type HaltInput } from '../contract'
import type { Coverage } from '../coverage'

/** Why what was asked for is not ordered, though the actor's role would do: null where nothing is against it. */
export function whyNotAsked(actor: Actor, input: HaltInput, { view }: Coverage): Invalid | Separated | PreviewChanged | null {
  if (input.mode === 'kill' && !isAdministrator(actor)) return { code: 'separated', rule: 'only_an_administrator_kills' }
  if ((isWide(input.grain) || input.mode === 'kill') && input.name !== view.target.name) return { code: 'invalid', fields: { name: `type \`${view.target.name}\`, exactly` } }
  if (input.snapshot !== undefined && input.snapshot !== view.snapshot_digest) return { code: 'preview_changed', preview: view }
  return null
}

const isAdministrator = (actor: Actor): boolean => actor.kind === 'root' || (actor.kind === 'person' && actor.role === 'admin')
