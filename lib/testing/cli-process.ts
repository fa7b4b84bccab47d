import { fork, spawn, type ChildProcess, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleOf } from './bundles'
import type { Line } from './cli-host'

export type CliResult = { code: number | null; out: string; err: string }
export type CliRun = { child: ChildProcessWithoutNullStreams; done: Promise<CliResult>; saidSoFar: () => string }

/**
 * The command as it is shipped, bundled, with no more environment than it is given. `start` starts a process for one
 * line; `run` gives its line to one process that carries them all out.
 */
export async function cliProcesses(environment: Record<string, string>) {
  const [program, host] = [await bundleOf('cli'), await bundleOf('cli-host')]
  const folder = mkdtempSync(join(tmpdir(), 'lanyard-cli-'))
  const home = join(folder, 'home')
  const base = { NODE_ENV: 'production', PATH: process.env.PATH ?? '', HOME: folder, XDG_CONFIG_HOME: join(folder, 'config'), LANYARD_HOME: home, ...environment } as const
  let lines: ReturnType<typeof lineRunner> | undefined

  function start(args: readonly string[], over: Record<string, string> = {}): CliRun {
    const child = spawn(process.execPath, [program, ...args], { cwd: folder, env: { ...base, ...over }, stdio: 'pipe' })
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.stdin.end()
    return { child, saidSoFar: () => err, done: new Promise((done) => child.once('close', (code) => done({ code, out, err }))) }
  }
  return {
    program,
    folder,
    home,
    start,
    run: (args: readonly string[], over: Record<string, string> = {}): Promise<CliResult> => (lines ??= lineRunner(host, folder))({ args, environment: { ...base, ...over } }),
    remove() {
      lines?.child.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
export type CliProcesses = Awaited<ReturnType<typeof cliProcesses>>

type Waiting = { resolve: (result: CliResult) => void; reject: (error: Error) => void }

function lineRunner(host: string, folder: string): ((line: Line) => Promise<CliResult>) & { child: ChildProcess } {
  const child = fork(host, { cwd: folder, env: { NODE_ENV: 'production' }, execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const waiting = new Map<number, Waiting>()
  let count = 0
  child.on('message', ({ id, result }: { id: number; result: CliResult }) => {
    waiting.get(id)?.resolve(result)
    waiting.delete(id)
  })
  child.once('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`the command's process ended with ${code}`))
  })
  const runLine = (line: Line) =>
    new Promise<CliResult>((resolve, reject) => {
      const id = count++
      waiting.set(id, { resolve, reject })
      child.send({ id, line })
    })
  return Object.assign(runLine, { child })
}
