import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** A user of this machine that a process can be run as. */
export type Account = Readonly<{ name: string; uid: number; gid: number }>

export const isRoot = (): boolean => process.getuid?.() === 0

function accounts(): Account[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(({ name, uid }) => name !== '' && uid > 0)
}

/** The first of these that exists and is not taken, for a process that must not run as root; null when we are not root. */
export function accountNamed(names: readonly string[], taken: readonly Account[] = []): Account | null {
  if (!isRoot()) return null
  const existing = accounts().filter(({ uid }) => !taken.some((other) => other.uid === uid))
  return names.flatMap((name) => existing.find((account) => account.name === name) ?? []).at(0) ?? null
}

export function accountWithUid(uid: number): Account | null {
  return accounts().find((account) => account.uid === uid) ?? null
}

/** What `spawn` takes to run as this account; nothing, to run as ourselves. */
export const runAs = (account: Account | null): { uid?: number; gid?: number } => (account ? { uid: account.uid, gid: account.gid } : {})

/**
 * Asked of the system as that account, since modes, groups and every folder above have a say.
 * @param right `-r` to read a file, `-x` to run a program or to get into a folder
 */
export function mayOpen(account: Account | null, path: string, right: '-r' | '-x'): boolean {
  return account === null || spawnSync('test', [right, path], runAs(account)).status === 0
}
