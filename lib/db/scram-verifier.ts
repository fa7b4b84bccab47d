import { createHash, createHmac, pbkdf2Sync } from 'node:crypto'

/** PostgreSQL's own default. The passwords are 32 random bytes, so more would slow down nobody but us. */
const ITERATIONS = 4096
const SALT_BYTES = 16

/**
 * What PostgreSQL stores for a password (RFC 5803, SCRAM-SHA-256). Sent instead of the password, which then
 * stands in no statement and in no log of the server.
 */
export function scramVerifier(password: string, seed: Buffer): string {
  const salt = seed.subarray(0, SALT_BYTES)
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256')
  const hmac = (text: string) => createHmac('sha256', salted).update(text).digest()
  const storedKey = createHash('sha256').update(hmac('Client Key')).digest('base64')
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${storedKey}:${hmac('Server Key').toString('base64')}`
}
