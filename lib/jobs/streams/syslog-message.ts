import type { StreamLine } from '@/lib/identity/ledger'

/** RFC 5424 §6.2.1: "log audit". */
const FACILITY = 13
const [WARNING, INFORMATIONAL] = [4, 6]
const SEVERITY: Record<string, number> = { allowed: INFORMATIONAL, ok: INFORMATIONAL }
const MSGID_MAX = 32

/**
 * One message (RFC 5424 §6) in its frame (RFC 6587 §3.4.1, RFC 5425 §4.3). Its text has no byte order mark: JSON may not
 * begin with one (RFC 8259 §8.1), so that it is MSG-ANY. There is no structured data: it would need an enterprise number.
 *
 * @param host ours, as the receiver is to know it
 */
export function syslogFrame(host: string, { at, action, result, text }: StreamLine): Buffer {
  const header = `<${FACILITY * 8 + (SEVERITY[result] ?? WARNING)}>1 ${at.toISOString()} ${printable(host, 255)} lanyard - ${printable(action, MSGID_MAX)} -`
  const message = Buffer.from(`${header} ${text}`)
  return Buffer.concat([Buffer.from(`${message.length} `), message])
}

const printable = (text: string, max: number): string => text.replace(/[^\x21-\x7E]/g, '').slice(0, max) || '-'
