import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { childEnvironment } from '@/lib/kernel/environment'
import { freePort } from './free-port'

/** A machine that is busy with other things is slow, not broken. */
const READY_MS = 240_000

export type Stack = Readonly<{
  consoleUrl: string
  issuer: string
  gatewayUrl: string
  /** With which the first administrator signs up. */
  welcomeLink: string
  home: string
  /** Of the supervisor, whose children the processes are. */
  pid: number
  /** The log of one of its processes, for a test that failed. */
  log: (process: 'authority' | 'gateway' | 'worker' | 'console' | 'postgres') => string
  /** Ends every process, and removes the data. */
  stop: () => Promise<void>
}>

export type StackOptions = Readonly<{
  ports?: Readonly<{ console?: number; authority?: number; gateway?: number; worker?: number }>
  /** Of the environment that an operator would set. */
  environment?: Readonly<Record<string, string>>
  /** With the sample company, which is built beside what the test does. */
  sample?: boolean
}>

/** The product itself, as `npm start` runs it: built, on free ports, with an empty home of its own. */
export async function startStack({ ports = {}, environment = {}, sample = false }: StackOptions = {}): Promise<Stack> {
  await runToEnd('scripts/build.mjs')
  const home = mkdtempSync(join(tmpdir(), 'lanyard-stack-'))
  chmodSync(home, 0o711)
  const port = {
    console: ports.console ?? (await freePort()),
    authority: ports.authority ?? (await freePort()),
    gateway: ports.gateway ?? (await freePort()),
    worker: ports.worker ?? (await freePort()),
  }
  const child = spawn(process.execPath, ['--enable-source-maps', 'dist/start.js', ...(sample ? [] : ['--empty'])], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: childEnvironment({
      LANYARD_HOME: home,
      PORT: String(port.console),
      AUTHORITY_PORT: String(port.authority),
      GATEWAY_PORT: String(port.gateway),
      WORKER_PORT: String(port.worker),
      ...environment,
    }),
  })
  const exited = once(child, 'exit')
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    await exited
    rmSync(home, { recursive: true, force: true })
  }

  let said = ''
  const ready = new Promise<boolean>((done) => {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text
        if (said.includes('Lanyard is ready')) done(true)
      })
    void exited.then(() => done(false))
    setTimeout(() => done(false), READY_MS).unref()
  })
  const welcomeLink = (await ready) ? /first administrator: (\S+)/.exec(said)?.[1] : undefined
  if (!welcomeLink) {
    await stop()
    throw new Error(`the product did not start: ${said.trim() || 'it said nothing'}`)
  }
  return {
    consoleUrl: `http://localhost:${port.console}`,
    issuer: `http://localhost:${port.authority}`,
    gatewayUrl: `http://localhost:${port.gateway}`,
    welcomeLink,
    home,
    pid: child.pid ?? 0,
    log: (name) => readFileSync(join(home, 'logs', `${name}.log`), 'utf8'),
    stop,
  }
}

async function runToEnd(script: string): Promise<void> {
  const [code] = (await once(spawn(process.execPath, [resolve(script)], { stdio: 'inherit' }), 'exit')) as [number | null]
  if (code !== 0) throw new Error(`${script} failed`)
}
