import { randomBytes } from 'node:crypto'
import { hotTransaction } from '@/lib/db/hot'
import { hashOf } from './one-time-code'

export const CHALLENGE_MS = 5 * 60_000

/** What a challenge was made for. It is good for that person, page or act, and for nothing else. */
export type ChallengePurpose = `register ${string}` | `sign-in ${string}` | `prove ${string}`

/**
 * Keeps a challenge until it is answered, by its hash: a table of them lets nobody answer.
 *
 * @param challenge bytes that nobody could guess
 */
export async function keepChallenge(purpose: ChallengePurpose, challenge: Uint8Array<ArrayBuffer>, now = new Date()): Promise<void> {
  const id = hashOf(Buffer.from(challenge).toString('base64url'))
  const values = [id, purpose, now, new Date(now.getTime() + CHALLENGE_MS)]
  await hotTransaction('system', (client) =>
    client.query({ name: 'challenge-keep', text: 'insert into passkey_challenge (id, purpose, created_at, expires_at) values ($1, $2, $3, $4)', values }),
  )
}

export const newChallenge = (): Uint8Array<ArrayBuffer> => new Uint8Array(randomBytes(32))

/**
 * Uses a challenge up, whatever comes of the answer: committed before anything of the answer is believed, so that the
 * same answer sent twice, or many times at once, is looked at once.
 */
export async function takeChallenge(purpose: ChallengePurpose, challenge: string, now = new Date()): Promise<boolean> {
  const values = [hashOf(challenge), purpose, now]
  const { rowCount } = await hotTransaction('system', (client) =>
    client.query({ name: 'challenge-take', text: 'delete from passkey_challenge where id = $1 and purpose = $2 and expires_at > $3', values }),
  )
  return rowCount === 1
}
