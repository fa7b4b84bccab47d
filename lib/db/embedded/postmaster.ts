import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { childEnvironment } from '@/lib/kernel/environment'
import { OperatorError } from '@/lib/kernel/operator-error'
import { runAs } from './account'
import { lastLine, type DataFolder } from './data-folder'

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '', // their paths are limited to 107 bytes, and ours are not
  max_connections: '120',
  shared_buffers: '128MB',
  max_parallel_workers_per_gather: '0', // parallel workers need more shared memory than a container has by default
  max_parallel_maintenance_workers: '0',
  cluster_name: 'lanyard',
}

/** For data that nobody will miss, and for many tests at once. */
const WITHOUT_DURABILITY = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '400' }

const ATTEMPTS = 40
const ATTEMPT_PAUSE_MS = 250
const START_MS = 60_000

/** The reasons to try again: backends of a killed server are still leaving, or another program was faster at the port. */
const PASSING = /postmaster\.pid|shared memory block|could not bind|could not create any TCP/

export type Postmaster = Readonly<{
  port: number
  pid: number
  /** Resolves with how it ended, whoever ended it. */
  exited: Promise<string>
  stop(): Promise<void>
}>

export type LaunchOptions = Readonly<{ port?: number; durable?: boolean; log: (text: string) => void }>

export async function launchPostmaster(data: DataFolder, { port, durable = true, log }: LaunchOptions): Promise<Postmaster> {
  for (let attempt = 1; ; attempt++) {
    const chosen = port ?? (await freePort())
    const settings = Object.entries({ ...SETTINGS, ...(durable ? {} : WITHOUT_DURABILITY), port: String(chosen) })
    const child = spawn(join(data.binaries, 'bin', 'postgres'), ['-D', data.folder, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])], {
      ...runAs(data.account),
      cwd: data.folder,
      env: childEnvironment({ LC_ALL: 'C', TZ: 'UTC' }),
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true, // a group of its own: Ctrl-C reaches us, and we stop it after those who use it
    })
    const exited = once(child, 'exit').then(([code, signal]) => (signal ? String(signal) : `exit code ${code}`))
    const problem = await problemAtStart(child, log)
    if (!problem) return { port: chosen, pid: child.pid ?? 0, exited, stop: () => stop(child, exited) }
    if (attempt >= ATTEMPTS || !PASSING.test(problem)) throw new OperatorError(`the embedded PostgreSQL does not start: ${lastLine(problem)}`)
    await pause(ATTEMPT_PAUSE_MS)
  }
}

/** Resolves with null when it takes connections, with what it said when it did not get that far. */
function problemAtStart(child: ChildProcess, log: (text: string) => void): Promise<string | null> {
  return new Promise((done) => {
    let said = ''
    const deadline = setTimeout(() => child.kill('SIGQUIT'), START_MS)
    const settle = (problem: string | null) => {
      clearTimeout(deadline)
      done(problem)
    }
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      log(text)
      said = (said + text).slice(-4_000)
      if (text.includes('database system is ready to accept connections')) settle(null)
    })
    child.once('error', (error) => settle(error.message))
    child.once('close', () => settle(said || 'it ended without a word'))
  })
}

/** SIGINT ends sessions and writes a checkpoint; SIGQUIT leaves that to the next start's recovery. */
async function stop(child: ChildProcess, exited: Promise<string>): Promise<void> {
  for (const [signal, patienceMs] of [['SIGINT', 3_000], ['SIGQUIT', 1_000], ['SIGKILL', 1_000]] as const) { // prettier-ignore
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill(signal)
    await Promise.race([exited, pause(patienceMs, undefined, { ref: false })])
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}
