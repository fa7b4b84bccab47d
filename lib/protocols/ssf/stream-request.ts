import { z } from 'zod'
import { textField } from '@/lib/kernel/fields'
import { POLL, PUSH } from './deps'

const PushUrl = z
  .url({ protocol: /^https?$/, error: 'delivery.endpoint_url is not an http(s) address' })
  .max(500)
  .refine((raw) => {
    if (!URL.canParse(raw)) return false
    const { username, password, hash } = new URL(raw)
    return username === '' && password === '' && hash === ''
  }, 'delivery.endpoint_url must hold no name, no password and no fragment')

const Delivery = z.discriminatedUnion('method', [
  // One printable line, so that it can be no second header.
  z.object({ method: z.literal(PUSH), endpoint_url: PushUrl, authorization_header: z.string().regex(/^[\x20-\x7e]{1,2000}$/, 'delivery.authorization_header is no header').optional() }),
  z.object({ method: z.literal(POLL) }),
])
export type Delivery = z.output<typeof Delivery>

/** What a receiver says of its stream (SSF 1.0 §8.1.1); members that it does not supply are passed over. */
export const StreamRequest = z.object({
  stream_id: z.string().max(100).optional(),
  delivery: Delivery.optional(),
  events_requested: z.array(z.string().min(1).max(200)).max(50).optional(),
  description: textField(0, 200).optional(),
})

const text = z.string().min(1).max(500)
const Simple = z.discriminatedUnion('format', [
  z.strictObject({ format: z.literal('iss_sub'), iss: text, sub: text }),
  z.strictObject({ format: z.literal('opaque'), id: text }),
  z.strictObject({ format: z.literal('email'), email: text }),
  z.strictObject({ format: z.literal('uri'), uri: text }),
])
const MEMBERS = ['user', 'device', 'session', 'application', 'tenant', 'org_unit', 'group'] as const
const Complex = z
  .strictObject({ format: z.literal('complex'), ...Object.fromEntries(MEMBERS.map((member) => [member, Simple.optional()])) })
  .refine((subject) => Object.keys(subject).length > 1, 'a complex subject has a member')

/** RFC 9493 §3.2, and SSF 1.0 §3.3. */
export const SubjectRequest = z.object({ stream_id: z.string().max(100), subject: z.union([Simple, Complex]) })
export const StatusRequest = z.object({ stream_id: z.string().max(100), status: z.enum(['enabled', 'paused', 'disabled']), reason: textField(0, 200).optional() })
export const VerifyRequest = z.object({ stream_id: z.string().max(100), state: z.string().max(400).optional() })

const JTIS_MAX = 1_000
const jti = z.string().max(100)
/** RFC 8936 §2.2. */
export const PollRequest = z.object({
  maxEvents: z.int().min(0).optional(),
  returnImmediately: z.boolean().optional(),
  ack: z.array(jti).max(JTIS_MAX).optional(),
  setErrs: z
    .record(jti, z.object({ err: z.string().max(100), description: z.string().max(1_000).optional() }))
    .refine((errors) => Object.keys(errors).length <= JTIS_MAX, `${JTIS_MAX} at most`)
    .optional(),
})
