import { z } from 'zod'
import { idField, textField } from '@/lib/kernel/fields'
import { ENTRY_RESULTS } from '../ledger/contract'
import { DESTINATIONS, STREAM_FORMATS } from './terms'

export { STREAM_FORMATS, type StreamFormat } from './terms'

/** Of one company. Fewer than a process sends to at a time, so that one that is dead holds up no other. */
export const STREAMS_MAX = 20
/** Tries before a stream is stopped; five minutes apart at most, so that this is a day and more. */
export const ATTEMPTS_MAX = 300
export const STREAM_STATES = ['running', 'paused', 'stopped'] as const
const PEM_MAX = 30_000

const HostField = z
  .string()
  .trim()
  .min(1)
  .max(253)
  .regex(/^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*)$/, 'must be a host name or an address, without a scheme and a port')
const CertificateField = z.string().trim().max(PEM_MAX).regex(/^-----BEGIN CERTIFICATE-----\r?\n/, 'must be a certificate in PEM')
const KeyField = z.string().trim().max(PEM_MAX).regex(/^-----BEGIN (EC |RSA )?PRIVATE KEY-----\r?\n/, 'must be a private key in PEM, without a passphrase')
const UrlField = z
  .url({ protocol: /^https?$/, error: 'not an http(s) address' })
  .max(500)
  .refine((raw) => {
    if (!URL.canParse(raw)) return false
    const { username, password, hash } = new URL(raw)
    return username === '' && password === '' && hash === ''
  }, 'must hold no name, no password and no fragment')
/** No part begins with a dot, so that none leads out. */
const PathField = z
  .string()
  .trim()
  .max(200)
  .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}(\/[A-Za-z0-9_][A-Za-z0-9._-]{0,99}){0,3}$/, 'must be a file below the folder for streams, such as siem/ledger.jsonl')

/** RFC 5424, by TCP with octet counting (RFC 6587 §3.4.1) or by TLS (RFC 5425). */
export const SyslogInput = z.strictObject({
  kind: z.literal('syslog'),
  host: HostField,
  port: z.coerce.number().int().min(1).max(65_535),
  transport: z.enum(['tls', 'tcp']).default('tls'),
  /** Whom to trust instead of the authorities of the system. */
  ca: CertificateField.optional(),
  client_certificate: CertificateField.optional(),
  client_key: KeyField.optional(),
})
export const WebhookInput = z.strictObject({
  kind: z.literal('webhook'),
  url: UrlField,
  /** Sent as it is, where the receiver wants one: `Bearer …`, `Splunk …`. */
  authorization: z.string().trim().min(1).max(2_000).regex(/^[\x20-\x7E]+$/, 'must be one line of ASCII').optional(),
})
export const FileInput = z.strictObject({
  kind: z.literal('file'),
  path: PathField,
  /** Before it grows beyond this, it is put aside as `<path>.<first place of the next>`. */
  rotate_mb: z.coerce.number().int().min(1).max(10_000).default(100),
  /** How many that were put aside are kept. */
  keep: z.coerce.number().int().min(1).max(1_000).default(20),
})
/** What is kept of a destination: all but what is secret. */
export const Destination = z.discriminatedUnion('kind', [SyslogInput.omit({ client_key: true }), WebhookInput.omit({ authorization: true }), FileInput])
export type Destination = z.output<typeof Destination>

export const AddStreamInput = z.strictObject({
  name: textField(2, 60),
  format: z.enum(STREAM_FORMATS),
  destination: z.discriminatedUnion('kind', [SyslogInput, WebhookInput, FileInput]),
  /** `now`: what is recorded from here on, its own addition first; `beginning`: the whole log. */
  start: z.enum(['now', 'beginning']).default('now'),
  /** `containment.*` is all that begins so; none: every action. */
  actions: z.array(z.string().max(80).regex(/^[a-z_]+(\.[a-z_]+)*(\.\*)?$/, 'must be an action such as tool.call, or containment.*')).max(20).default([]),
  results: z.array(z.enum(ENTRY_RESULTS)).max(ENTRY_RESULTS.length).default([]),
})
export const StreamIdInput = z.object({ streamId: idField<'ledger_stream'>() })
export const PauseStreamInput = StreamIdInput.extend({ reason: textField(3, 200) })

export const StreamView = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(DESTINATIONS),
  /** Where to, without a query: it may hold a secret. */
  to: z.string(),
  format: z.enum(STREAM_FORMATS),
  actions: z.array(z.string()),
  results: z.array(z.enum(ENTRY_RESULTS)),
  created: z.object({ by: z.string(), at: z.iso.datetime() }),
  /** `stopped`: given up, and goes on where it was when it is resumed. */
  state: z.enum(STREAM_STATES),
  paused: z.object({ by: z.string(), at: z.iso.datetime(), reason: z.string() }).nullable(),
  /** Entries that came through; again ones counted once. */
  delivered: z.number().int(),
  last: z.object({ position: z.string(), at: z.iso.datetime() }).nullable(),
  /** Sealed entries that it has not got past, and for how long the oldest of them is sealed. */
  lag: z.object({ entries: z.number().int(), seconds: z.number().int() }),
  /** Why the last try did not come through, while that is so. */
  problem: z.string().nullable(),
  attempts: z.number().int(),
  next_at: z.iso.datetime().nullable(),
  /** `ended_at` null: it is being sent. */
  test: z.object({ asked_at: z.iso.datetime(), ended_at: z.iso.datetime().nullable(), problem: z.string().nullable() }).nullable(),
})
export type StreamView = z.infer<typeof StreamView>
/** The secret with which a webhook's calls are signed (Standard Webhooks): shown now, and kept nowhere. Null for the other kinds. */
export const NewStreamView = StreamView.extend({ secret: z.string().nullable() })
export type NewStreamView = z.infer<typeof NewStreamView>
