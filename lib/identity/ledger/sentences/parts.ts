import type { SentencePart } from '../contract'
import type { EventRecord } from '../event-row'

/** What sentences are made of: plain text, and names that lead somewhere. */
export type Parts = SentencePart[]
export const text = (words: string): SentencePart => ({ text: words })

export function actor(record: EventRecord): Parts {
  if (record.actor_kind === 'person' || record.actor_kind === 'agent' || record.actor_kind === 'point')
    return [{ kind: record.actor_kind, id: record.actor_id, name: record.actor_name }]
  return [text(record.actor_name)]
}

export function subject(record: EventRecord): Parts {
  const name = record.subject_name ?? record.subject_id ?? 'it'
  switch (record.subject_kind) {
    case 'agent':
    case 'person':
    case 'point':
    case 'mandate':
    case 'order':
    case 'server':
    case 'incident':
      return [{ kind: record.subject_kind, id: record.subject_id ?? '', name }]
    default:
      return [text(name)]
  }
}

export function toolPart(record: EventRecord): Parts {
  const server = record.tool_server ?? 'unknown'
  return [{ kind: 'tool', id: `mcp:${server}:${record.tool ?? ''}`, name: record.tool ?? 'a tool' }, text(' on '), { kind: 'server', id: server, name: server }]
}

/** On whose authority: for a person, or under a standing mandate; never "for" somebody who did not ask. */
export function authority(record: EventRecord): Parts {
  const through = record.chain.slice(0, -1).map((id, index): SentencePart => ({ kind: 'agent', id, name: record.chain_names[index] ?? 'unknown agent' }))
  const root: Parts = record.root_person_id
    ? [
        text(record.autonomous ? ', autonomous, under the standing mandate of ' : ' for '),
        { kind: 'person', id: record.root_person_id, name: record.root_name ?? 'somebody' },
      ]
    : []
  const via: Parts = through.flatMap((agent, index) => [text(index === 0 ? ', through ' : ' and '), agent])
  return [...root, ...because(record), ...via]
}

export const because = (record: EventRecord): Parts => (record.purpose ? [text(` because “${record.purpose}”`)] : [])

/** A note is what it says. */
export const noted = ({ detail }: EventRecord): Parts => (typeof detail['note'] === 'string' ? [text(`: “${detail['note']}”`)] : [])
