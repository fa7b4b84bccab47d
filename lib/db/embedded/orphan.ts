import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { OWNER, type DataFolder } from './data-folder'

const WAIT_MS = 10_000

/**
 * Ends the server that a killed supervisor left running on this folder, so that there is one way to own a server:
 * to have started it. Its data are safe: it shuts down as it would for anyone.
 * Call only while holding the lock of the home, as the caller is then the folder's only owner.
 */
export async function endOrphan(data: DataFolder): Promise<void> {
  const left = postmasterFile(data.folder)
  if (!left) return
  if (isZombie(left.pid)) return rmSync(join(data.folder, 'postmaster.pid'), { force: true })
  if (!(await servesThisFolder(left.port, data))) return // PostgreSQL itself removes the file of a process that is gone
  process.kill(left.pid, 'SIGINT')
  const until = Date.now() + WAIT_MS
  while (postmasterFile(data.folder)?.pid === left.pid && Date.now() < until) await pause(25)
}

function postmasterFile(folder: string): { pid: number; port: number } | null {
  try {
    const [pid, , , port] = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n').map(Number)
    return pid && port ? { pid, port } : null
  } catch {
    return null
  }
}

/** The process id may have gone to another program since; only our server lets our password in and names our folder. */
async function servesThisFolder(port: number, { folder, password }: DataFolder): Promise<boolean> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: OWNER, password, database: 'postgres', connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory')
    return rows[0]?.data_directory === folder
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** A killed server that nobody has waited for still counts as running, and PostgreSQL would refuse to start beside it. */
function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z')
  } catch {
    return false
  }
}
