export const PASSWORD_LENGTH_MIN = 12
export const PASSWORD_LENGTH_MAX = 256
/** Characters that must be left when names, well-known words and runs are taken out. */
const OWN_CHARACTERS_MIN = 6
const DISTINCT_CHARACTERS_MIN = 5

/** Compatibility forms are one password, however the keyboard composed them (NIST SP 800-63B §3.1.1.2). */
export const normalisePassword = (raw: string): string => raw.normalize('NFKC')

const WELL_KNOWN = [
  'password', 'passwort', 'passw', 'passphrase', 'secret', 'geheim', 'welcome', 'willkommen', 'letmein', 'iloveyou',
  'admin', 'administrator', 'login', 'signin', 'changeme', 'default', 'master', 'dragon', 'monkey', 'football',
  'baseball', 'sunshine', 'princess', 'superman', 'batman', 'trustno', 'whatever', 'company', 'lanyard', 'hello',
  'test', 'spring', 'summer', 'autumn', 'winter', 'january', 'december', 'qwerty', 'qwertz', 'azerty',
] as const // prettier-ignore

const ROWS = ['abcdefghijklmnopqrstuvwxyz', '0123456789', '1234567890', 'qwertyuiop', 'qwertzuiop', 'azertyuiop', 'asdfghjkl', 'zxcvbnm', 'yxcvbnm'] as const
/** No character is twice in a row, so that a run has one place to begin. */
const LINES = ROWS.flatMap((row) => [row, [...row].reverse().join('')])
const RUN_MIN = 4
const LOOKALIKES: Record<string, string> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's', '!': 'i' }

export type Whose = Readonly<{ email: string; name: string }>

/**
 * Why a password will not do, as the end of a sentence about it; null when it will.
 * Length is counted in code points after normalisation. No rule of composition: length and not being guessable is all.
 */
export function passwordProblem(raw: string, whose: Whose): string | null {
  const password = normalisePassword(raw)
  const length = [...password].length
  if (length < PASSWORD_LENGTH_MIN) return `needs at least ${PASSWORD_LENGTH_MIN} characters`
  if (length > PASSWORD_LENGTH_MAX) return `has more than ${PASSWORD_LENGTH_MAX} characters`
  const plain = password.toLowerCase()
  if (new Set(plain).size < DISTINCT_CHARACTERS_MIN) return 'repeats too few characters'
  if (isRepeated(plain)) return 'is one short piece, repeated'
  // Digits are read as digits first, then as the letters they stand in for: `2026` is a run of neither.
  const readings = [plain, [...plain].map((c) => LOOKALIKES[c] ?? c).join('')]
  if (readings.some((reading) => own(reading, whose).length < OWN_CHARACTERS_MIN))
    return 'is too easy to guess: it is little more than a name, a well-known word or a run of keys'
  return null
}

const isRepeated = (text: string): boolean => /^(.{1,6})\1+.{0,5}$/su.test(text) && text.length >= 3 * (/^(.{1,6}?)\1/su.exec(text)?.[1]?.length ?? text.length)

/** What is left of a password without what an attacker tries first. */
function own(plain: string, { email, name }: Whose): string {
  const [local = '', domain = ''] = email.toLowerCase().split('@')
  const theirs = [local, ...local.split(/[^a-z0-9]+/), ...domain.split('.'), ...name.toLowerCase().split(/\s+/)]
  const words = [...theirs.filter((word) => word.length >= 3), ...WELL_KNOWN].sort((a, b) => b.length - a.length)
  let left = plain
  for (const word of words) left = left.replaceAll(word, '')
  return withoutRuns(left).replace(/[\s\p{P}\p{S}]/gu, '')
}

/** Takes out what runs along a row for four keys or more, in one pass a row. */
function withoutRuns(text: string): string {
  let left = text
  for (const line of LINES) {
    let kept = ''
    for (let at = 0; at < left.length; ) {
      const length = runLength(left, at, line)
      if (length < RUN_MIN) kept += left[at]
      at += length < RUN_MIN ? 1 : length
    }
    left = kept
  }
  return left
}

function runLength(text: string, at: number, line: string): number {
  const start = line.indexOf(text[at] ?? '')
  if (start < 0) return 0
  let length = 1
  while (at + length < text.length && start + length < line.length && text[at + length] === line[start + length]) length++
  return length
}
