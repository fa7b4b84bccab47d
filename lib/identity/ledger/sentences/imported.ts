import type { SentencePart } from '../contract'
import type { EventRecord } from '../event-row'
import { importedFrom } from '../imported-from'
import { text, type Parts } from './parts'

/** How whoever acted came to: said of those who stand before them. */
const AS: Readonly<Record<string, string>> = { assumed_role: ' in the role ', impersonated: ' as ', on_behalf_of: ' through ', delegated: ' through ', token: ' by the token ', source_identity: ' as ' }

/** What another system says was done: from the root to whoever acted, and that it is that system's word. */
export function imported(record: EventRecord): Parts {
  const from = importedFrom(record)
  const [root, ...rest] = from?.principals ?? []
  const agent = record.chain.at(-1)
  const who: SentencePart[] = root
    ? [
        record.root_person_id ? { kind: 'person', id: record.root_person_id, name: record.root_name ?? root.name } : rest.length === 0 && agent ? agentPart(record, agent) : text(root.name),
        ...rest.flatMap(({ name, as }, index): Parts => [text(AS[as] ?? ' through '), index === rest.length - 1 && agent ? agentPart(record, agent) : text(name)]),
      ]
    : [text(record.actor_name)]
  const on = record.subject_name ? ` on ${record.subject_name}` : ''
  const end = record.result === 'ok' ? '' : record.result === 'denied' ? `: denied${because(record)}` : `: failed${because(record)}`
  return [...who, text(` did ${record.tool ?? 'something'}${on}${end}, says ${from?.title ?? 'another system'}`)]
}

const because = ({ reason }: EventRecord): string => (reason ? `, because ${reason}` : '')
const agentPart = ({ chain_names }: EventRecord, id: string): SentencePart => ({ kind: 'agent', id, name: chain_names.at(-1) ?? 'unknown agent' })
