import { randomInt } from 'node:crypto'
import { hashOf } from './one-time-code'

/** Without I, L, O and U, which are misread or spell things (Crockford's alphabet). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const LENGTH = 16
export const RECOVERY_CODES = 10

/** 16 of 32 letters: 80 bits, so a plain hash of it is as good as a slow one. */
export function newRecoveryCode(): string {
  const letters = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
  return letters.replace(/(.{4})(?=.)/g, '$1-')
}

/** However it is typed: without its dashes, in small letters, with an O for a zero. Null for what is no code. */
export function recoveryCodeHash(personId: string, typed: string): string | null {
  const letters = typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1')
  const isCode = letters.length === LENGTH && [...letters].every((letter) => ALPHABET.includes(letter))
  return isCode ? hashOf(`recovery ${personId} ${letters}`) : null
}
