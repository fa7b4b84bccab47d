import type { EventRecord } from '../event-row'
import { reasonInWords } from '../reasons'
import { ACTS } from './acts'
import { actor, because, noted, subject, text, type Parts } from './parts'

/** What people and processes did, for which the word of the verb is enough. */
export function act(record: EventRecord): Parts {
  const words = ACTS.get(record.action) ?? `did ${record.action} to`
  const denied = record.result === 'denied' || record.result === 'failed'
  return [
    ...actor(record),
    text(denied ? ` was refused (${record.action})` : ` ${words}`),
    ...(record.subject_id && !isOneself(record) ? [text(' '), ...subject(record)] : []),
    ...(denied ? [text(`: ${reasonInWords(record.reason) ?? 'not allowed'}`)] : [...because(record), ...noted(record)]),
  ]
}

const isOneself = (record: EventRecord) => (record.subject_kind === 'person' && record.subject_id === record.actor_id) || record.action.startsWith('signals.stream.')
