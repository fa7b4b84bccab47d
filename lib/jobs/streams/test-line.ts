import type { StreamLine } from '@/lib/identity/ledger'
import type { StreamLane } from '@/lib/identity/streams'

const TEXT = 'A test of this stream. It is no entry of the ledger.'

/** One line of the stream's format that says nothing of anybody. */
export function testLine({ name, format }: Pick<StreamLane, 'name' | 'format'>, at: Date): StreamLine {
  return { position: 0, at, action: 'test', result: 'ok', text: format === 'cef' ? cef(at) : JSON.stringify(format === 'ocsf' ? ocsf(at) : { lanyard_test: true, at: at.toISOString(), stream: name, message: TEXT }) }
}

const cef = (at: Date): string => `CEF:0|Lanyard|Lanyard|0.1|test|${TEXT}|0|rt=${at.getTime()} msg=${TEXT}`

/** OCSF's base event, of no class. */
const ocsf = (at: Date) => ({
  class_uid: 0, class_name: 'Base Event', category_uid: 0, category_name: 'Uncategorized', activity_id: 99, activity_name: 'Test', type_uid: 99, type_name: 'Base Event: Other',
  severity_id: 1, severity: 'Informational', time: at.getTime(), message: TEXT, metadata: { version: '1.9.0-dev', product: { name: 'Lanyard', vendor_name: 'Lanyard' } },
}) // prettier-ignore
