import { z } from 'zod'
import { idField } from '@/lib/kernel/fields'

/** Why an agent stops by itself: nobody has confirmed that it is needed, or it is not used. */
export const LAPSE_KINDS = ['reconfirm', 'inactive'] as const
export type LapseKind = (typeof LAPSE_KINDS)[number]

/** People are told less long before than the shortest time there is between two confirmations. */
const ReconfirmField = z.coerce.number().int().min(30).max(730)
export const LapseNumbers = z.object({
  /** Whether an agent that nobody confirms stops. */
  reconfirm: z.boolean(),
  /** Days between two confirmations, by risk. */
  low: ReconfirmField,
  medium: ReconfirmField,
  high: ReconfirmField,
  critical: ReconfirmField,
  /** Whether an agent that is not used stops. */
  inactive: z.boolean(),
  /** Days without a token. */
  inactive_days: z.coerce.number().int().min(7).max(365),
  /** Days from when people are told to when they have to have answered. */
  notice_days: z.coerce.number().int().min(1).max(29),
  /** Days after that, until it stops. */
  grace_days: z.coerce.number().int().min(0).max(90),
})
export type LapseNumbers = z.output<typeof LapseNumbers>
/** Where nobody has set any: nothing lapses, and a form begins with these. */
export const LAPSE_NUMBERS: LapseNumbers = { reconfirm: false, low: 365, medium: 180, high: 90, critical: 60, inactive: false, inactive_days: 90, notice_days: 14, grace_days: 14 }

export const SetLapseRuleInput = z.strictObject(LapseNumbers.shape)
export const LapseRuleView = z.object({ numbers: LapseNumbers, /** Null: nobody has, and nothing lapses. */ set: z.object({ by: z.string(), at: z.iso.datetime() }).nullable() })
export type LapseRuleView = z.infer<typeof LapseRuleView>

const Count = z.number().int()
const Touched = z.object({
  /** Of whom people would be told at once, who are not told of it yet. */
  told_now: Count,
  /** Of whom people are told already, and it stays so. */
  told: Count,
  /** Of whom they would be told within thirty days more. */
  soon: Count,
})
/** What numbers would do to the agents there are, before they are saved. */
export const LapsePreview = z.object({
  /** Agents that act, which alone can lapse. */
  agents: Count,
  reconfirm: Touched,
  inactive: Touched,
  /** When the first of them would stop at the soonest. Null: none would that is known of. */
  first_stop_at: z.iso.datetime().nullable(),
})
export type LapsePreview = z.infer<typeof LapsePreview>

const Standing = z.object({ phase: z.enum(['fine', 'notice', 'grace', 'over']), due_at: z.iso.datetime(), stops_at: z.iso.datetime() })
/** Of one agent: when somebody last said that it is needed, and what follows where nobody does again. */
export const LapseView = z.object({
  confirmed: z.object({ by: z.string(), at: z.iso.datetime() }).nullable(),
  /** Null: it is not asked for, or the agent does not act. */
  reconfirm: Standing.nullable(),
  inactive: Standing.nullable(),
  /** Whether the reader may say that it is needed. */
  may_confirm: z.boolean(),
})
export type LapseView = z.infer<typeof LapseView>
export const ConfirmAgentInput = z.object({ agentId: idField<'agent'>() })
