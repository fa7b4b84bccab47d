import type { EventRecord } from '../event-row'
import { reasonInWords } from '../reasons'
import { actor, authority, text, type Parts } from './parts'

export function tokenIssue(record: EventRecord): Parts {
  const allowed = record.result === 'allowed'
  const server = record.tool_server ? [text(' for '), { kind: 'server' as const, id: record.tool_server, name: record.tool_server }] : []
  return [
    ...actor(record),
    text(allowed ? ' was given a token' : ' was refused a token'),
    ...server,
    ...authority(record),
    ...(allowed ? [] : [text(`: ${reasonInWords(record.reason) ?? 'a check failed'}`)]),
  ]
}
