import { chmodSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { isRoot } from '@/lib/db/embedded/account'
import { issueSampleLink, settleSample } from '@/lib/identity/access/sample-start'
import { issueWelcomeLink } from '@/lib/identity/access/welcome-link'
import { leaveAddresses, supervisorEnvironment } from '@/lib/kernel/environment'
import { OperatorError } from '@/lib/kernel/operator-error'
import { takeLock } from '@/scripts/process-lock.mjs'
import { openDatabase } from './supervisor/database'
import { refuseTakenPorts } from './supervisor/ports'
import { servicesOf } from './supervisor/services'
import { supervise } from './supervisor/supervise'

/** How long a process may take to end before it is made to. Three rounds of these stay below ten seconds. */
const PATIENCE_MS = 2_500
const STARTING_MS = 5_000
const ARGUMENTS = ['--empty']

/** Undone in reverse order, whatever made us stop: a signal, or a start that got only half way. */
const undo: (() => Promise<void> | void)[] = []
let isStopping = false

const tell = (line: string) => process.stdout.write(`${line}\n`)
const starting = start().catch(fail)

/** What was still being started when the signal came is waited for, so that it can be stopped as well. */
async function stopAll(): Promise<void> {
  await undoAll()
  await Promise.race([starting, pause(STARTING_MS, undefined, { ref: false })])
  await undoAll()
}

async function undoAll(): Promise<void> {
  for (let step = undo.pop(); step; step = undo.pop()) await Promise.resolve(step()).catch(() => undefined)
}

/** Everything on one machine: database, authority, gateway, worker and console, until a signal ends it. */
async function start(): Promise<void> {
  const unknown = process.argv.slice(2).find((argument) => !ARGUMENTS.includes(argument))
  if (unknown) throw new OperatorError(`\`${unknown}\` is not an argument of start: there is ${ARGUMENTS.join(', ')}`)
  const environment = supervisorEnvironment()
  const { authority, console, gateway, worker } = environment
  const root = resolve(import.meta.dirname, '..')

  process.once('exit', lockHome(environment.home))
  await refuseTakenPorts([
    { name: 'console', variable: 'PORT', ...console },
    { name: 'authority', variable: 'AUTHORITY_PORT', ...authority },
    { name: 'gateway', variable: 'GATEWAY_PORT', ...gateway },
    { name: 'worker', variable: 'WORKER_PORT', ...worker },
  ])

  const database = await openDatabase(environment, root, tell)
  undo.push(database.stop)
  if (isStopping) return

  const welcome = await issueWelcomeLink(database.ownerUrl, authority.url)
  const hasSample = await settleSample(database.ownerUrl, environment.maySample && !process.argv.includes('--empty'))
  const services = servicesOf(environment, database, root, hasSample)
  if (services.warning) tell(services.warning)
  const run = (service: typeof services.authority) => supervise(service, tell)
  const first = run(services.authority)
  undo.push(() => first.stop(PATIENCE_MS))
  const others = [services.gateway, services.worker, services.console, ...(services.sample ? [services.sample] : [])].map(run)
  undo.push(async () => void (await Promise.all(others.map((other) => other.stop(PATIENCE_MS)))))
  await Promise.all([first, ...others].map(({ ready }) => ready))
  if (isStopping) return

  leaveAddresses(environment)
  tell(`Lanyard is ready: ${console.url}${welcome ? `  first administrator: ${welcome}` : ''}`)
  const sample = hasSample && (await issueSampleLink(database.ownerUrl, authority.url, 'person'))
  if (sample) tell(`To look around first: ${sample}  (a made-up company with agents at work, apart from yours)`)
}

/** One supervisor a home: two would fight over the database's files and each other's processes. */
function lockHome(home: string): () => void {
  try {
    mkdirSync(home, { recursive: true, mode: isRoot() ? 0o711 : 0o700 })
    const lock = takeLock(join(home, 'supervisor.lock'))
    if (lock.release) {
      chmodSync(home, isRoot() ? 0o711 : 0o700) // under root, services pass through it to folders of their own
      return lock.release
    }
    throw new OperatorError(`Lanyard is already running in \`${home}\` (process ${lock.heldBy}): stop it, or set LANYARD_HOME to another folder`)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error
    throw new OperatorError(`this user may not write to \`${home}\`: set LANYARD_HOME to a folder where it may`)
  }
}

async function fail(error: unknown): Promise<void> {
  const text = error instanceof OperatorError ? error.message : ((error as Error)?.stack ?? String(error))
  process.stderr.write(`Lanyard cannot run: ${text}\n`)
  isStopping = true
  await undoAll()
  process.exit(1)
}

/** Ctrl-C reaches npm as well, which passes it on: the second one must not cut the first one's work short. */
function onSignal(): void {
  if (isStopping) return
  isStopping = true
  tell('Stopping …')
  void stopAll().then(() => process.exit(0))
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
process.once('uncaughtException', fail)
process.once('unhandledRejection', fail)
