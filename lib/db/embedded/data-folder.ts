import { spawnSync } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { childEnvironment } from '@/lib/kernel/environment'
import { OperatorError } from '@/lib/kernel/operator-error'
import { accountNamed, accountWithUid, isRoot, mayOpen, runAs, type Account } from './account'
import { postgresBinaries, sharedFolder } from './binaries'

/** The superuser of the embedded server; it owns the schema and migrates, and no service connects as it. */
export const OWNER = 'lanyard'
/** What its one database is called. */
export const DATABASE = 'lanyard'

export type DataFolder = Readonly<{ folder: string; binaries: string; account: Account | null; password: string }>

/**
 * The server's files under `home`, made at the first start.
 * PostgreSQL refuses to run as root, so under root the files belong to an account that every system has; where that
 * account cannot get into `home`, `home/postgres` is a link to a folder that it can.
 */
export function openDataFolder(home: string): DataFolder {
  const folder = join(home, 'postgres')
  const account = accountOf(folder)
  const binaries = postgresBinaries(account)
  if (account && !mayOpen(account, home, '-x')) chmodSync(home, 0o711)
  const exists = existsSync(folder)
  if (!exists && lstatSync(folder, { throwIfNoEntry: false }))
    throw new OperatorError(`the database that \`${folder}\` leads to is gone: put it back, or remove \`${home}\` to begin anew`)
  const password = passwordIn(home, exists)
  if (!exists) makeDataFolder(folder, { binaries, account, home })
  return { folder: realpathSync(folder), binaries, account, password }
}

/** Whoever owns the files has to run the server, also when a better account has appeared since. */
function accountOf(folder: string): Account | null {
  if (!isRoot()) return null
  const owner = existsSync(folder) ? accountWithUid(statSync(folder).uid) : null
  const account = owner ?? accountNamed(['postgres', 'nobody'])
  if (!account) throw new OperatorError('PostgreSQL does not run as root, and this system has neither a `postgres` nor a `nobody` account')
  if (!owner && existsSync(folder)) spawnSync('chown', ['-R', `${account.uid}:${account.gid}`, realpathSync(folder)])
  return account
}

function passwordIn(home: string, dataExists: boolean): string {
  const file = join(home, 'postgres.password')
  if (!existsSync(file)) {
    if (dataExists) throw new OperatorError(`\`${file}\` is missing, and without it the database beside it cannot be opened: put it back`)
    writeFileSync(file, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  }
  return readFileSync(file, 'utf8').trim()
}

/** `initdb` into a draft that gets its name when it is done: an interrupted first start leaves nothing half made. */
function makeDataFolder(folder: string, { binaries, account, home }: { binaries: string; account: Account | null; home: string }): void {
  const elsewhere = mayOpen(account, home, '-x') ? null : join(sharedFolder(), randomUUID())
  const draft = `${elsewhere ?? folder}.new`
  const passwordFile = `${draft}.password`
  for (const left of [draft, passwordFile]) rmSync(left, { recursive: true, force: true })
  mkdirSync(draft, { mode: 0o700 })
  writeFileSync(passwordFile, readFileSync(join(home, 'postgres.password')), { mode: 0o600 })
  try {
    if (account) for (const path of [draft, passwordFile]) chownSync(path, account.uid, account.gid)
    const made = spawnSync(
      join(binaries, 'bin', 'initdb'),
      [
        '-D', draft, '-U', OWNER, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8',
        '--locale-provider=builtin', '--locale=C.UTF-8', '--no-instructions',
      ], // prettier-ignore
      { ...runAs(account), cwd: draft, env: childEnvironment({ LC_ALL: 'C', TZ: 'UTC' }), encoding: 'utf8' },
    )
    if (made.status !== 0) throw new OperatorError(`the database could not be made: ${lastLine(made.stderr) || made.error?.message}`)
  } finally {
    rmSync(passwordFile, { force: true })
  }
  renameSync(draft, elsewhere ?? folder)
  if (elsewhere) symlinkSync(elsewhere, folder)
}

export const lastLine = (text: string | null): string => text?.trim().split('\n').at(-1)?.trim() ?? ''
