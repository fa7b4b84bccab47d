import { hash, verify, type Algorithm, type Options } from '@node-rs/argon2'
import { Fault } from '@/lib/kernel/fault'
import { normalisePassword } from '../password-policy'

/** argon2id with 46 MiB and two passes: about 0.1 s of one core, above the recommended least (RFC 9106 §4 names the trade). */
// The package's enum is ambient, so its value is written out under the type it has.
const ARGON2ID = 2 satisfies Algorithm.Argon2id as Algorithm
const OPTIONS: Options = { algorithm: ARGON2ID, memoryCost: 47_104, timeCost: 2, parallelism: 1 }

/** Passwords being hashed or waiting for it. More is refused at once: each costs memory and time that others need. */
const IN_HAND_MAX = 24
let inHand = 0

export class TooBusy extends Fault {
  override name = 'TooBusy'
}

async function counted<T>(work: () => Promise<T>): Promise<T> {
  if (inHand >= IN_HAND_MAX) throw new TooBusy('too many passwords are being checked')
  inHand++
  try {
    return await work()
  } finally {
    inHand--
  }
}

/** A PHC string with a salt of its own. The caller has checked the password against the policy. */
export const hashPassword = (password: string): Promise<string> => counted(() => hash(normalisePassword(password), OPTIONS))

/** Made with the same cost as every other, of a password that nobody has. */
let nobodys: Promise<string> | null = null

/**
 * Whether a password is the account's. Without an account, or without a password, the answer is no and takes as long
 * as any: whoever asks cannot tell who has an account here.
 */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  nobodys ??= hash(crypto.randomUUID(), OPTIONS)
  const against = passwordHash ?? (await nobodys)
  const matches = await counted(() => verify(against, normalisePassword(password)))
  return matches && passwordHash !== null
}
