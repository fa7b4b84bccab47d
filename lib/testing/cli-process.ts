import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'

export type CliResult = { code: number | null; out: string; err: string }
export type CliRun = { child: ChildProcessWithoutNullStreams; done: Promise<CliResult>; saidSoFar: () => string }

/** The command as it is shipped: bundled, each run a process with no more environment than it is given. */
export async function cliProcesses(environment: Record<string, string>) {
  const root = resolve('.')
  mkdirSync(join(root, 'dist'), { recursive: true })
  const folder = mkdtempSync(join(root, 'dist', 'test-')) // inside the package, so that it finds what it imports
  const outfile = join(folder, 'cli.mjs')
  await build({ absWorkingDir: root, entryPoints: { cli: 'lib/cli/main.ts' }, outdir: folder, outExtension: { '.js': '.mjs' }, splitting: true, bundle: true, platform: 'node', format: 'esm', target: 'node20', packages: 'external', alias: { '@': root }, logLevel: 'error' })
  const home = join(folder, 'home')
  const base = { PATH: process.env.PATH ?? '', HOME: folder, XDG_CONFIG_HOME: join(folder, 'config'), LANYARD_HOME: home, ...environment }

  function start(args: readonly string[], over: Record<string, string> = {}, input = ''): CliRun {
    const child = spawn(process.execPath, [outfile, ...args], { cwd: folder, env: { NODE_ENV: 'production', ...base, ...over }, stdio: 'pipe' })
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.stdin.end(input)
    return { child, saidSoFar: () => err, done: new Promise((done) => child.once('close', (code) => done({ code, out, err }))) }
  }
  return {
    folder,
    home,
    start,
    run: (args: readonly string[], over?: Record<string, string>, input?: string): Promise<CliResult> => start(args, over, input).done,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
export type CliProcesses = Awaited<ReturnType<typeof cliProcesses>>
