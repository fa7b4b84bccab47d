import { chmodSync, mkdirSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { accountNamed, isRoot, mayOpen, type Account } from '@/lib/db/embedded/account'

/** Accounts that systems have for processes which own nothing. Each service gets one of its own. */
const POOL = ['nobody', 'www-data', 'daemon', 'bin', 'sys', 'lp']

export type Accounts<Name extends string> = Readonly<{ of: Readonly<Record<Name, Account | null>>; warning: string | null }>

/**
 * Under root, whom each service runs as, so that none can read another's memory, environment or files.
 * Where the code is closed to other users, as below /root, all stay root: that works, and is said.
 *
 * @param needed files that a service must be able to read
 * @param taken accounts that others run as: the database
 */
export function accountsFor<Name extends string>(
  services: readonly { name: Name; port: number }[],
  needed: readonly string[],
  taken: readonly Account[],
): Accounts<Name> {
  const used = [...taken]
  let warning: string | null = null
  const pairs = services.map(({ name, port }) => {
    const account = port < 1024 ? null : accountNamed(POOL, used)
    if (account) used.push(account)
    const closed = account && [process.execPath, ...needed].find((path) => !mayOpen(account, path, '-r'))
    if (closed) warning = `Every process runs as root, since other users may not read \`${closed}\``
    return [name, closed ? null : account] as const
  })
  if (isRoot() && !warning && pairs.some(([, account]) => account === null)) warning = 'Some processes run as root: a port below 1024 needs it'
  return { of: Object.fromEntries(pairs) as Record<Name, Account | null>, warning }
}

/** A folder below the home that one service alone can open. */
export function ownFolder(home: string, name: string, account: Account | null): string {
  const folder = join(home, name)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (isRoot()) spawnSync('chown', ['-R', account ? `${account.uid}:${account.gid}` : '0:0', folder])
  if (account && !mayOpen(account, home, '-x')) chmodSync(home, 0o711)
  return folder
}
