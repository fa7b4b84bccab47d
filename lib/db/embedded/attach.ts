import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { OperatorError } from '@/lib/kernel/operator-error'
import { DATABASE, OWNER } from './data-folder'

/** The owner's address of the server that somebody else runs on this home. */
export function runningPostgres(home: string): string {
  const files = { password: join(home, 'postgres.password'), postmaster: join(home, 'postgres', 'postmaster.pid') }
  if (!existsSync(files.password) || !existsSync(files.postmaster)) throw new OperatorError(`the database in \`${home}\` is being started or stopped: try again in a moment`)
  const port = Number(readFileSync(files.postmaster, 'utf8').split('\n')[3])
  return `postgresql://${OWNER}:${readFileSync(files.password, 'utf8').trim()}@127.0.0.1:${port}/${DATABASE}`
}
