import { z } from 'zod'
import { ProofField } from '../access/contract'
import { KEY_STATES } from '@/lib/kernel/signing-keys'

export const SigningKeyView = z.object({
  /** RFC 7638 thumbprint, as in the header of what it signed. */
  kid: z.string(),
  alg: z.enum(['ES256', 'RS256']),
  state: z.enum(KEY_STATES),
  created_at: z.iso.datetime(),
  /** When it began to sign. */
  activated_at: z.iso.datetime().nullable(),
  /** When it ceased to sign. */
  retired_at: z.iso.datetime().nullable(),
  revoked_at: z.iso.datetime().nullable(),
  /** In the JWKS at this moment. */
  published: z.boolean(),
})
export type SigningKeyView = z.infer<typeof SigningKeyView>

export const SigningKeysView = z.object({
  keys: z.array(SigningKeyView),
  /** When the next keys take over by themselves. */
  next_rotation_at: z.iso.datetime().nullable(),
})
export type SigningKeysView = z.infer<typeof SigningKeysView>

export const RotateKeysInput = z.object({
  /** True: what the current and previous keys signed is refused everywhere within three seconds. */
  forced: z.boolean().default(false),
  /** The current keys that the caller saw; when they are not the current ones any more, nothing is rotated. */
  expected: z.array(z.string().max(100)).max(10).optional(),
  /** A person approves it with their passkey; a script and the schedule cannot. */
  proof: ProofField,
})

export const KeysRotatedView = z.object({
  forced: z.boolean(),
  /** The keys that sign from now on. */
  current: z.array(z.string()),
  /** The keys that ceased to: published for a day, or revoked when it was forced. */
  ended: z.array(z.string()),
})
export type KeysRotatedView = z.infer<typeof KeysRotatedView>
