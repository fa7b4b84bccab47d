import { z } from 'zod'
import { idField, textField } from '@/lib/kernel/fields'
import { EmailField } from '../access/email'
import { PersonRef } from '../registry/contract'
import { KIND_NAMES } from './terms'
import { ZoneField } from './zone'

export { isAlarm, KIND_NAMES, KINDS, type Kind } from './terms'

export const SECURITIES = ['tls', 'starttls', 'none'] as const
export const WEBHOOKS_MAX = 10
export const DELIVERIES_SHOWN = 50
/** Tries before a delivery is dead; with the pauses between them some nine hours. */
export const ATTEMPTS_MAX = 10

const HostField = z
  .string()
  .trim()
  .min(1)
  .max(253)
  .regex(/^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*)$/, 'must be a host name or an address, without a scheme and a port')
const WebhookUrlField = z
  .url({ protocol: /^https?$/, error: 'not an http(s) address' })
  .max(500)
  .refine((raw) => {
    if (!URL.canParse(raw)) return false
    const { username, password, hash } = new URL(raw)
    return username === '' && password === '' && hash === ''
  }, 'must hold no name, no password and no fragment')
const KindField = z.enum(KIND_NAMES)

export const SetMailServerInput = z.strictObject({
  host: HostField,
  port: z.coerce.number().int().min(1).max(65_535),
  security: z.enum(SECURITIES),
  /** Left out: the server takes mail without a sign-in. */
  username: textField(1, 200).optional(),
  /** Left out: the one that is kept stays. */
  password: z.string().min(1).max(500).optional(),
  sender: EmailField,
  sender_name: textField(1, 80).default('Lanyard'),
})
export const AddWebhookInput = z.strictObject({ name: textField(2, 60), url: WebhookUrlField, kinds: z.array(KindField).min(1).max(KIND_NAMES.length).default([...KIND_NAMES]) })
export const WebhookIdInput = z.object({ webhookId: idField<'notification_webhook'>() })
export const DeliveryIdInput = z.object({ deliveryId: idField<'notification_delivery'>() })
export const SetPreferenceInput = z.strictObject({ kind: KindField, /** By e-mail. */ send: z.boolean() })
/** Null: UTC. */
export const SetZoneInput = z.strictObject({ zone: ZoneField.nullable() })

export const MailServerView = z.object({
  host: z.string(),
  port: z.number().int(),
  security: z.enum(SECURITIES),
  username: z.string().nullable(),
  /** That there is one; it is never shown again. */
  password: z.boolean(),
  sender: z.string(),
  sender_name: z.string(),
  set: z.object({ by: z.string(), at: z.iso.datetime() }),
})
export type MailServerView = z.infer<typeof MailServerView>
export const WebhookView = z.object({ id: z.string(), name: z.string(), /** Without its query. */ url: z.string(), kinds: z.array(KindField), created: z.object({ by: z.string(), at: z.iso.datetime() }) })
export type WebhookView = z.infer<typeof WebhookView>
export const NewWebhookView = WebhookView.extend({ /** Shown once: what its calls are signed with. */ secret: z.string() })
export type NewWebhookView = z.infer<typeof NewWebhookView>
export const DeliveryView = z.object({
  id: z.string(),
  channel: z.enum(['email', 'webhook']),
  to: z.object({ id: z.string(), name: z.string() }),
  /** None: a test. */
  kinds: z.array(KindField),
  count: z.number().int(),
  /** `dead`: given up; an administrator may have it tried again. */
  state: z.enum(['waiting', 'sent', 'dead']),
  attempts: z.number().int(),
  next_at: z.iso.datetime().nullable(),
  problem: z.string().nullable(),
  created_at: z.iso.datetime(),
  ended_at: z.iso.datetime().nullable(),
})
export type DeliveryView = z.infer<typeof DeliveryView>
export const NotificationSettings = z.object({ mail: MailServerView.nullable(), webhooks: z.array(WebhookView), deliveries: z.array(DeliveryView), dead: z.number().int() })
export type NotificationSettings = z.infer<typeof NotificationSettings>
export const MyNotifications = z.object({
  /** Where to; null: no mail server is set up, and nobody gets e-mail. */
  email: z.string().nullable(),
  /** In which times are written; null: nobody has said, and they are in UTC. */
  zone: z.string().nullable(),
  kinds: z.array(z.object({ kind: KindField, title: z.string(), email: z.boolean(), /** It cannot be switched off. */ always: z.boolean() })),
})
export type MyNotifications = z.infer<typeof MyNotifications>
export const DeliveryRef = z.object({ id: z.string() })

/** What a notification's text is made of, by kind. Names are as people wrote them: who writes a text makes them inert. */
const Campaign = z.object({ id: z.string(), name: z.string() })
const At = z.iso.datetime()
export const Facts = {
  review_opened: z.object({ campaign: Campaign, items: z.number().int(), due_at: At }),
  review_reminder: z.object({
    campaign: Campaign,
    items: z.number().int(),
    due_at: At,
    /** Of the items, those that are decided and not submitted; and whether they are submitted as they stand when it is due. */
    unsubmitted: z.number().int().default(0),
    submitted_when_due: z.boolean().default(false),
  }),
  review_escalated: z.object({ campaign: Campaign, reviewer: PersonRef, items: z.number().int(), due_at: At, over: z.boolean() }),
  question_asked: z.object({ campaign: Campaign, agent: z.string(), by: z.string(), due_at: At }),
  question_answered: z.object({ campaign: Campaign, agent: z.string(), by: z.string(), due_at: At }),
  certify_waiting: z.object({ campaign: Campaign, due_at: At }),
  apply_waiting: z.object({ campaign: Campaign, held: z.number().int(), paused: z.string().nullable() }),
  transfer_waiting: z.object({ agents: z.array(z.string()), count: z.number().int(), role: z.string(), by: z.string(), until: At }),
  mandate_offered: z.object({ agent: PersonRef, from: z.string(), purpose: z.string(), until: At }),
  agent_lapsing: z.object({ agent: PersonRef, why: z.enum(['reconfirm', 'inactive']), due_at: At, stops_at: At, reminder: z.boolean() }),
  halt_waiting: z.object({ target: z.string(), grain: z.string(), mode: z.string(), by: z.string(), reason: z.string(), until: At }),
  order_in_force: z.object({ order: z.string(), mode: z.string(), by: z.string(), agents: z.array(z.string()), count: z.number().int(), reason: z.string().nullable(), at: At }),
  posture_fell: z.object({ what: z.string(), from: z.number(), to: z.number(), since: z.string(), facts: z.array(z.string()) }),
  drill_failed: z.object({ problem: z.string(), at: At }),
} as const
