import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleOf } from './bundles'
import { freePort } from './free-port'
import type { TestDatabase } from './database'

/** `address` is where this one listens; several processes of one issuer share `issuer`. */
export type AuthorityProcess = { issuer: string; address: string; child: ChildProcess; output: () => string; exited: Promise<number | null> }

/** The authority as it is shipped: bundled, in a process of its own, with the environment that a supervisor gives it. */
export async function authorityProcesses(): Promise<{ start(db: TestDatabase, over?: Record<string, string>): Promise<AuthorityProcess>; remove(): void }> {
  const program = await bundleOf('authority')
  const folder = mkdtempSync(join(tmpdir(), 'lanyard-authority-'))
  const children: ChildProcess[] = []
  return {
    async start(db, over = {}) {
      const port = await freePort()
      const address = `http://localhost:${port}`
      const issuer = over.LANYARD_ISSUER ?? address
      // It ends soon: what V8 would gain by compiling its WebAssembly a second time is never earned.
      const child = spawn(process.execPath, ['--liftoff-only', program], {
        env: {
          PATH: process.env.PATH,
          NODE_ENV: 'production',
          LANYARD_ISSUER: issuer,
          AUTHORITY_PORT: String(port),
          LANYARD_HOME: folder,
          DATABASE_URL: db.authorityUrl,
          LANYARD_KEY_ENCRYPTION_KEY: db.keyEncryptionKey.toString('base64url'),
          ...over,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      children.push(child)
      let output = ''
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
      const exited = new Promise<number | null>((done) => child.once('exit', (code) => done(code)))
      const ready = new Promise<void>((done) => child.stdout.on('data', () => output.includes('"msg":"ready"') && done()))
      await Promise.race([ready, exited])
      return { issuer, address, child, output: () => output, exited }
    },
    remove() {
      for (const child of children) child.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
