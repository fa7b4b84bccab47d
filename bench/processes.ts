import { fork, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { basename, resolve } from 'node:path'
import type { Order, Outcome } from './load'

export type Server = { child: ChildProcess; pid: number; said: () => string; stop(): Promise<void> }

const running = new Set<ChildProcess>()
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')))

/** Starts a program and waits until it says `ready`, with no environment but what it is given. */
export async function start(script: string, args: readonly string[], env: Record<string, string>, ready: RegExp): Promise<Server> {
  const execArgv = process.env.BENCH_PROFILE && new RegExp(process.env.BENCH_PROFILE).test(script) ? process.env.BENCH_PERF ? ['--perf-basic-prof', '--interpreted-frames-native-stack'] : ['--cpu-prof', '--cpu-prof-dir=dist/profiles', '--cpu-prof-name', `${basename(script, '.js')}.cpuprofile`] : []
  const child = spawn(process.execPath, [...execArgv, resolve(script), ...args], { env: { PATH: process.env.PATH ?? '', NODE_ENV: 'production', ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  let said = ''
  await new Promise<void>((done, fail) => {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-20_000)
        if (ready.test(said)) done()
      })
    child.once('exit', (code) => fail(new Error(`${script} ended (${code}): ${said}`)))
  })
  return { child, pid: child.pid ?? 0, said: () => said, stop: () => stop(child) }
}

async function stop(child: ChildProcess): Promise<void> {
  running.delete(child)
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), 8_000)
  await exited
  clearTimeout(late)
}

/** The process that asks. */
export function loadGenerator(): { run(order: Order): Promise<Outcome>; stop(): void } {
  const child = fork(resolve('dist/bench/load.js'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], serialization: 'advanced' })
  running.add(child)
  return {
    run: (order) =>
      new Promise((done, fail) => {
        const ended = () => fail(new Error('the load generator ended'))
        child.once('exit', ended)
        child.once('message', (outcome) => {
          child.off('exit', ended)
          done(outcome as Outcome)
        })
        child.send(order)
      }),
    stop: () => child.kill(),
  }
}
