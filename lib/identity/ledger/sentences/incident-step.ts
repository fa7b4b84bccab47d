import type { EventRecord } from '../event-row'
import { act } from './act'
import { actor, subject, text, type Parts } from './parts'

/** What was set of one step of an incident: done or not after all, whose it is, by when. */
export function incidentStep(record: EventRecord): Parts {
  if (record.result === 'denied') return act(record)
  const { step: name = 'a step', done, owner, due_at: due } = record.detail as { step?: string; done?: boolean; owner?: string | null; due_at?: string | null }
  const said = [
    ...(done === undefined ? [] : [done ? 'did' : 'reopened']),
    ...(owner === undefined ? [] : [owner === null ? 'gave to nobody' : `gave to ${owner}`]),
    ...(due === undefined ? [] : [due === null ? 'took the due time off' : `set for ${due.slice(0, 16).replace('T', ' ')} UTC`]),
  ]
  const words = said.length > 1 ? `${said.slice(0, -1).join(', ')}, and ${said.at(-1)}` : (said[0] ?? 'set')
  return [...actor(record), text(` ${words}${words === 'did' || words === 'reopened' ? '' : ':'} “${name}” in `), ...subject(record)]
}
