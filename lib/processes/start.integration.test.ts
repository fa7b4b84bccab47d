import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { childEnvironment } from '@/lib/kernel/environment'
import { freePort } from '@/lib/testing/free-port'
import { startStack, type Stack } from '@/lib/testing/stack'

const NAMES = ['authority', 'gateway', 'worker', 'console', 'postgres'] as const
type Name = (typeof NAMES)[number]

let stack: Stack
beforeAll(async () => void (stack = await startStack()), 400_000)
afterAll(() => stack?.stop())

/** The supervisor's children, by what they run. */
function processes(): Map<Name, number> {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
  const found = new Map<Name, number>()
  for (const line of stdout.split('\n')) {
    const [, pid, parent, args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
    if (Number(parent) !== stack.pid) continue
    const name = NAMES.find((candidate) => args.includes(`dist/${candidate}.js`) || args.includes(`/bin/${candidate}`)) ?? 'console'
    found.set(name, Number(pid))
  }
  return found
}

const answers = (url: string) => fetch(url).then(({ ok }) => ok, () => false) // prettier-ignore

async function untilAllAnswer(): Promise<void> {
  const urls = [`${stack.issuer}/healthz`, `${stack.gatewayUrl}/healthz`, `${stack.consoleUrl}/api/health`]
  for (let attempt = 0; attempt < 900; attempt++) {
    if ((await Promise.all(urls.map(answers))).every(Boolean) && processes().size === NAMES.length) return
    await pause(100)
  }
  throw new Error('not all processes came back')
}

describe('the running product', () => {
  it('has a way in for the first administrator, and a page to sign in on', async () => {
    expect(stack.welcomeLink).toMatch(new RegExp(`^${stack.issuer}/welcome\\?code=`))
    expect((await fetch(stack.welcomeLink)).status).toBe(200)
    expect((await fetch(`${stack.consoleUrl}/signin`)).status).toBe(200)
  })

  it.runIf(process.platform === 'linux')('gives neither console nor gateway a database, a key or the root token', () => {
    for (const name of ['console', 'gateway'] as const) {
      const text = readFileSync(`/proc/${processes().get(name)}/environ`, 'utf8')
      expect(text).toContain('LANYARD_ISSUER=')
      expect(text).not.toMatch(/DATABASE_URL|postgres(ql)?:|KEY_ENCRYPTION_KEY|ROOT_TOKEN/)
    }
  })

  it.runIf(process.getuid?.() === 0)('runs every process as a user of its own under root', () => {
    const { stdout } = spawnSync('ps', ['-o', 'uid=', '-p', [...processes().values()].join(',')], { encoding: 'utf8' })
    const users = stdout.trim().split(/\s+/)
    expect(users).not.toContain('0')
    expect(new Set(users).size).toBe(NAMES.length)
  })

  it.each(NAMES)('starts %s again when it is killed', async (name) => {
    const before = processes().get(name)
    process.kill(before ?? 0, 'SIGKILL')
    await expect.poll(() => processes().get(name) ?? before, { timeout: 60_000, interval: 100 }).not.toBe(before)
    await untilAllAnswer()
  }, 180_000)

  it('is not started twice on one home', () => {
    expect(startWith({ LANYARD_HOME: stack.home }).stderr).toContain('Lanyard is already running in')
  })
})

function startWith(environment: Record<string, string>, ...args: string[]) {
  return spawnSync(process.execPath, ['dist/start.js', ...args], { encoding: 'utf8', env: childEnvironment(environment) })
}

describe('what cannot work is said in one sentence', () => {
  let home: string
  beforeAll(() => void (home = mkdtempSync(join(tmpdir(), 'lanyard-start-'))))
  afterAll(() => rmSync(home, { recursive: true }))

  it.each([
    ['a broken value', { AUTHORITY_PORT: 'x' }, 'AUTHORITY_PORT must be a port number (it is `x`)'],
    ['two processes on one port', { PORT: '3999', GATEWAY_PORT: '3999' }, 'the console and the gateway cannot both have port 3999: set PORT or GATEWAY_PORT to another one'],
    ['a database out of reach', { DATABASE_URL: 'postgresql://a:b@127.0.0.1:1/c' }, 'PostgreSQL at `127.0.0.1:1` (DATABASE_URL) cannot be reached: connect ECONNREFUSED 127.0.0.1:1'],
  ])('%s', async (_, environment, sentence) => {
    const variables = ['PORT', 'AUTHORITY_PORT', 'GATEWAY_PORT', 'WORKER_PORT']
    const ports = Object.fromEntries(await Promise.all(variables.map(async (name) => [name, String(await freePort())])))
    const { stderr, stdout, status } = startWith({ LANYARD_HOME: home, ...ports, ...environment })
    expect({ stderr, stdout, status }).toEqual({ stderr: `Lanyard cannot run: ${sentence}\n`, stdout: '', status: 1 })
  })

  it('a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    expect(startWith({ LANYARD_HOME: home, PORT: String(port) }).stderr).toBe(
      `Lanyard cannot run: port ${port} for the console is in use by another program: end that, or set PORT to another port\n`,
    )
    other.close()
  })

  it('an argument that there is not', () => {
    expect(startWith({ LANYARD_HOME: home }, '--fast').stderr).toBe('Lanyard cannot run: `--fast` is not an argument of start: there is --empty\n')
  })

  it('a key-encryption key of the wrong length', () => {
    expect(startWith({ LANYARD_HOME: home, LANYARD_KEY_ENCRYPTION_KEY: 'abc' }).stderr).toBe(
      'Lanyard cannot run: LANYARD_KEY_ENCRYPTION_KEY must be 32 random bytes in base64url (43 characters)\n',
    )
  })
})
