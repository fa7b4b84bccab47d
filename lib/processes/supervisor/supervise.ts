import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { runAs, type Account } from '@/lib/db/embedded/account'
import { OperatorError } from '@/lib/kernel/operator-error'
import { isHealthy, type HealthCheck } from './health'

const FIRST_RESTART_MS = 100
const LAST_RESTART_MS = 10_000
/** Who has lived this long has started well, and is restarted at once when it ends. */
const SETTLED_MS = 30_000
const READY_MS = 60_000
const STARTS_MAX = 3
const HEALTH_EVERY_MS = 50
const LAST_WORDS_MAX = 8_000

export type Service = Readonly<{
  name: string
  /** What follows `node`. */
  args: readonly string[]
  cwd: string
  /** Made anew for every start, since it may hold what is good for one start only. Null: there is nothing left to run. */
  environment: () => Promise<NodeJS.ProcessEnv | null>
  account: Account | null
  /** Null: nobody waits for it. */
  health: HealthCheck | null
  log: (text: Buffer) => void
}>

export type Supervised = Readonly<{
  /** Resolves when the service answers; rejects when it ends again and again before it does. */
  ready: Promise<void>
  stop(patienceMs: number): Promise<void>
}>

/** Runs a service and starts it again whenever it ends, for ever, with a pause that grows while it fails. */
export function supervise(service: Service, tell: (line: string) => void): Supervised {
  let child: ChildProcess | null = null
  let stopping = false
  let isReady = false
  let starts = 0
  let lastWords = ''

  async function keepRunning(): Promise<void> {
    for (let wait = FIRST_RESTART_MS; !stopping; wait = Math.min(wait * 2, LAST_RESTART_MS)) {
      const began = performance.now()
      const ended = await runOnce().catch((error: Error) => error.message)
      if (stopping) return
      if (performance.now() - began > SETTLED_MS) wait = FIRST_RESTART_MS
      if (isReady && service.health) tell(`The ${service.name} ended (${ended}) and is started again`)
      await pause(wait)
    }
  }

  async function runOnce(): Promise<string> {
    const env = await service.environment()
    if (stopping || env === null) {
      stopping = true
      return 'stopped'
    }
    starts += 1
    lastWords = ''
    child = spawn(process.execPath, service.args, {
      ...runAs(service.account),
      cwd: service.cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'], // the channel carries nothing: its end tells the child that we are gone
      detached: true, // a group of its own: Ctrl-C reaches us, and we end the processes in order
    })
    child.stdout?.on('data', service.log)
    child.stderr?.on('data', (text: Buffer) => {
      lastWords = (lastWords + text.toString('utf8')).slice(-LAST_WORDS_MAX)
      service.log(text)
    })
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
    endGroup(child)
    return signal ?? `exit code ${code}`
  }

  async function untilReady(): Promise<void> {
    const until = Date.now() + READY_MS
    while (!stopping) {
      if (service.health === null || (await isHealthy(service.health))) {
        isReady = true
        return
      }
      const ended = child === null || child.exitCode !== null || child.signalCode !== null
      if ((ended && starts >= STARTS_MAX) || Date.now() > until)
        throw new OperatorError(`the ${service.name} does not start: ${reasonIn(lastWords) || 'it does not answer'}`)
      await pause(HEALTH_EVERY_MS)
    }
  }

  async function stop(patienceMs: number): Promise<void> {
    stopping = true
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGTERM')
    await Promise.race([exited, pause(patienceMs, undefined, { ref: false })])
    endGroup(child)
    await Promise.race([exited, pause(1_000, undefined, { ref: false })])
  }

  void keepRunning()
  return { ready: untilReady(), stop }
}

/** Of what a process says as it ends: its sentence, or of a fault nobody caught the line that names it, above the stack. */
function reasonIn(text: string): string | undefined {
  const lines = text.trim().split('\n')
  return lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1)
}

/** Whatever the service had started, such as tool servers, does not outlive it. */
function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid) process.kill(-pid, 'SIGKILL')
  } catch {
    // nothing was left of it
  }
}
