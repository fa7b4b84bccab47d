import type { EventRecord } from '../event-row'
import { reasonInWords } from '../reasons'
import { actor, authority, text, toolPart, type Parts } from './parts'

/** A call, allowed or denied, with how it ended once it has. */
export function toolCall(record: EventRecord): Parts {
  const allowed = record.result === 'allowed'
  return [
    ...actor(record),
    text(allowed ? ' called ' : ' tried to call '),
    ...toolPart(record),
    ...authority(record),
    text(allowed ? ending(record) : `: denied, because ${reasonInWords(record.reason) ?? 'a check failed'}`),
  ]
}

function ending(record: EventRecord): string {
  switch (record.outcome_result) {
    case null:
      return ': running'
    case 'ok':
      return ': ok'
    case 'cut':
      return `: cut, because ${reasonInWords(record.outcome_reason) ?? 'it was halted'}`
    default:
      return ': failed'
  }
}

export function toolOutcome(record: EventRecord): Parts {
  return [...actor(record), text(' got an answer from '), ...toolPart(record), text(record.result === 'ok' ? '' : `: ${record.result}`)]
}
