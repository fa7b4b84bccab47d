import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleOf } from './bundles'

export type GatewayProcess = { url: string; home: string; child: ChildProcess; output: () => string; remove(): void }

/** The gateway as it is shipped: bundled, in a process of its own, with the environment that a supervisor gives it. */
export async function gatewayProcess(options: { issuer: string; port: number; code: string; /** Of one that was started before, as which it goes on. */ home?: string; environment?: Record<string, string> }): Promise<GatewayProcess> {
  const program = await bundleOf('gateway')
  const folder = options.home ?? mkdtempSync(join(tmpdir(), 'lanyard-gateway-'))
  const url = `http://localhost:${options.port}`
  const env = {
    NODE_ENV: 'production',
    PATH: process.env.PATH,
    LANYARD_HOME: folder,
    LANYARD_ISSUER: options.issuer,
    LANYARD_GATEWAY_URL: url,
    LANYARD_ENROLMENT_CODE: options.code,
    ...options.environment,
  } satisfies NodeJS.ProcessEnv
  const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return {
    url,
    home: folder,
    child,
    output: () => output,
    remove() {
      child.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
