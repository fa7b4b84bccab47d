import type { EventRecord } from '../event-row'
import { subject, text, type Parts } from './parts'

/** What stops the pod, the process or the job: that it did, or that nobody answered. */
export function hookAnswer(record: EventRecord): Parts {
  const { hook = 'a runtime hook', ms, attempts, said } = record.detail as { hook?: string; ms?: number; attempts?: number; said?: string }
  const why = said ? `: “${said}”` : ''
  const tries = attempts === 1 ? 'one try' : `${attempts ?? 0} tries`
  if (record.result === 'failed') return [text(`The runtime hook ${hook} did not confirm the order over `), ...subject(record), text(`, after ${tries}${why}`)]
  return [text(`The runtime hook ${hook} confirmed the order over `), ...subject(record), text(` after ${ms ?? 0} ms${why}`)]
}
