import type { EventRecord } from '../event-row'
import { subject, text, type Parts } from './parts'

/** Whoever cannot send receipts: that it acknowledged what it was told, and never that it did anything. */
export function told(record: EventRecord): Parts {
  const { receiver = 'a receiver', events = 0, said } = record.detail as { receiver?: string; events?: number; said?: string }
  const all = events === 1 ? 'the event' : `all ${events} events`
  if (record.result === 'failed') return [text(`The receiver ${receiver} was not told all of the order over `), ...subject(record), text(said ? `: ${said}` : '')]
  return [text(`The receiver ${receiver} acknowledged ${all} of the order over `), ...subject(record)]
}
