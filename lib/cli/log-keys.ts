import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readVerifier } from '@/lib/tlog'
import { CliError, type CliContext } from './context'

/** Keys of logs that whoever sits here has decided to trust, one a line (C2SP signed-note `vkey`s). */
export const logKeysFile = (context: CliContext): string => join(context.environment.home, 'log-keys')

/** The keys given on the command line, or else those that are kept. */
export function trustedKeys(context: CliContext, given: readonly string[]): string[] {
  for (const key of given) if (!readVerifier(key)) throw new CliError(`\`${key}\` is no key of a log: \`name+hash+key\`, as \`lanyard log trust\` prints it`)
  if (given.length > 0) return [...given]
  const file = logKeysFile(context)
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').map((line) => line.trim()).filter((line) => readVerifier(line) !== null) : []
}

/**
 * Keeps a key. A log has one: another under the same name is refused, since that is what a forged log would come with.
 *
 * @returns whether it is new here
 */
export function trustKey(context: CliContext, vkey: string): boolean {
  const key = readVerifier(vkey)
  if (!key) throw new CliError('the log’s key is none that can be read here')
  const file = logKeysFile(context)
  const kept = trustedKeys(context, [])
  if (kept.includes(vkey)) return false
  const other = kept.find((one) => readVerifier(one)?.name === key.name)
  if (other) throw new CliError(`the log ${key.name} now has another key than the one trusted in ${file}: find out why before you replace the line there\n  trusted: ${other}\n  now:     ${vkey}`)
  mkdirSync(dirname(file), { recursive: true })
  appendFileSync(file, `${vkey}\n`, { mode: 0o644 })
  return true
}
