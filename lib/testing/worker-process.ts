import { spawn, type ChildProcess } from 'node:child_process'
import { bundleOf } from './bundles'
import { freePort } from './free-port'
import type { TestDatabase } from './database'

export type WorkerProcess = { child: ChildProcess; output: () => string; remove(): void }

/** The worker as it is shipped: bundled, in a process of its own, with its own lesser role and no key of ours. */
export async function workerProcess(db: TestDatabase, environment: Record<string, string>): Promise<WorkerProcess> {
  const program = await bundleOf('worker')
  const env = { PATH: process.env.PATH, NODE_ENV: 'production', DATABASE_URL: db.workerUrl, WORKER_PORT: String(await freePort()), ...environment } satisfies NodeJS.ProcessEnv
  const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return {
    child,
    output: () => output,
    remove: () => void child.kill('SIGKILL'),
  }
}
