import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { stringify } from 'yaml'
import type { IdentityDocumentInput } from '@/lib/identity/registry/contract'
import { childEnvironment } from '@/lib/kernel/environment'
import { ROOT_TOKEN, stack } from './stack'

export type Ran = { code: number; out: string; err: string }

/** The `lanyard` command as it is shipped, against the product under test. */
export async function runCli(args: readonly string[]): Promise<Ran> {
  const child = spawn(process.execPath, [resolve('scripts/lanyard.mjs'), ...args], {
    env: childEnvironment({
      HOME: stack.home,
      LANYARD_HOME: join(stack.home, 'cli'),
      LANYARD_ISSUER: stack.issuer,
      LANYARD_CONSOLE_URL: stack.consoleUrl,
      LANYARD_GATEWAY_URL: stack.gatewayUrl,
      LANYARD_ROOT_TOKEN: ROOT_TOKEN,
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text))
  const [code] = (await once(child, 'close')) as [number]
  if (code !== 0) throw new Error(`lanyard ${args.join(' ')}: ${said.err || said.out}`)
  return { code, ...said }
}

export type Registered = { id: string; client_id: string; spiffe_id: string; key_file: string }

/** `lanyard agents register FILE --json`, with the private key made and kept on this side. */
export async function registerByCli(document: IdentityDocumentInput): Promise<Registered> {
  const folder = join(stack.home, 'cli', 'documents')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${document.name}.yaml`)
  writeFileSync(file, stringify(document))
  const { out } = await runCli(['agents', 'register', file, '--json'])
  return JSON.parse(out) as Registered
}
