import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { freePort } from './free-port'
import type { TestDatabase } from './database'

export type WorkerProcess = { child: ChildProcess; output: () => string; remove(): void }

/** The worker as it is shipped: bundled, in a process of its own, with its own lesser role and no key of ours. */
export async function workerProcess(db: TestDatabase, environment: Record<string, string>): Promise<WorkerProcess> {
  const root = resolve('.')
  mkdirSync(join(root, 'dist'), { recursive: true })
  const folder = mkdtempSync(join(root, 'dist', 'test-')) // inside the package, so that it finds what it imports
  const outfile = join(folder, 'worker.js')
  await build({ absWorkingDir: root, entryPoints: ['lib/processes/worker.ts'], outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20', packages: 'external', alias: { '@': root }, logLevel: 'error' })
  const env = { PATH: process.env.PATH, NODE_ENV: 'production', DATABASE_URL: db.workerUrl, WORKER_PORT: String(await freePort()), ...environment } satisfies NodeJS.ProcessEnv
  const child = spawn(process.execPath, [outfile], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return {
    child,
    output: () => output,
    remove() {
      child.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
