import { z } from 'zod'
import { idField, textField } from '@/lib/kernel/fields'

/** Of one company, each: every head is sent to every witness, and every log sends every head. */
export const WITNESSES_MAX = 10
export const WITNESSED_MAX = 50

const VkeyField = z.string().trim().max(400).regex(/^[^+\s]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*$/, 'must be a key as C2SP signed-note writes it: name+hash+key')
const UrlField = z
  .url({ protocol: /^https?$/, error: 'not an http(s) address' })
  .max(500)
  .refine((raw) => {
    if (!URL.canParse(raw)) return false
    const { username, password, search, hash } = new URL(raw)
    return username === '' && password === '' && search === '' && hash === ''
  }, 'must hold no name, no password, no query and no fragment')

export const AddWitnessInput = z.strictObject({
  name: textField(2, 60),
  /** Its submission prefix: `/add-checkpoint` follows it. */
  url: UrlField,
  vkey: VkeyField,
})
export const WitnessIdInput = z.object({ witnessId: idField<'ledger_witness'>() })

export const WitnessView = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  vkey: z.string(),
  added: z.object({ by: z.string(), at: z.iso.datetime() }),
  /** The newest head that it has cosigned. */
  cosigned: z.object({ size: z.number().int(), at: z.iso.datetime() }).nullable(),
  /** Sealed entries that no cosignature of it covers yet. */
  behind: z.number().int(),
  /** Why the last try did not come through, while that is so. */
  problem: z.string().nullable(),
  /** It knows a log that this one does not continue: this one was cut back, restored or written anew. */
  contradicts: z.boolean(),
  attempts: z.number().int(),
})
export type WitnessView = z.infer<typeof WitnessView>

export const AddWitnessedInput = z.strictObject({ /** The log's own key, whose name is its origin. */ vkey: VkeyField })
export const WitnessedIdInput = z.object({ logId: idField<'witnessed_log'>() })

export const WitnessedView = z.object({
  id: z.string(),
  origin: z.string(),
  vkey: z.string(),
  added: z.object({ by: z.string(), at: z.iso.datetime() }),
  /** The newest head that was cosigned here. */
  head: z.object({ size: z.number().int(), root: z.string(), at: z.iso.datetime() }).nullable(),
  /** Another head of the same size that the log has signed. It shows different things to different people. */
  conflict: z.object({ note: z.string(), at: z.iso.datetime() }).nullable(),
})
export type WitnessedView = z.infer<typeof WitnessedView>

export const WitnessedList = z.object({
  /** What others give as this witness's address and key. */
  url: z.string(),
  vkey: z.string(),
  logs: z.array(WitnessedView),
})
export type WitnessedList = z.infer<typeof WitnessedList>
