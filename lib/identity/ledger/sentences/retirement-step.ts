import type { EventRecord } from '../event-row'
import { act } from './act'
import { subject, text, type Parts } from './parts'

/** What one attempt at a step of a retirement found. */
export function retirementStep(record: EventRecord): Parts {
  if (record.result === 'denied') return act(record)
  const { step: name = 'a step', attempt } = record.detail as { step?: string; attempt?: number }
  const tries = attempt === undefined || attempt === 1 ? '' : `, at attempt ${attempt}`
  if (record.result === 'ok') return [text(`Retiring `), ...subject(record), text(`: “${name}” is proven${tries}`)]
  return [text(`Retiring `), ...subject(record), text(`: “${name}” is not proven${tries}${record.reason ? `, because ${record.reason}` : ''}`)]
}
