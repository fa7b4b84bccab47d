// Makes dist/ (the processes and the command, by esbuild) and .next/ (the console, by Next), each only when what it is
// made from has changed. `node scripts/build.mjs [processes] [console]`; without a name, both.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { processBundle } from './bundle-options.mjs'
import { digestOf, stampIn } from './digest.mjs'
import { waitForLock } from './process-lock.mjs'

const root = resolve(import.meta.dirname, '..')
const EVERYWHERE = ['package-lock.json', 'tsconfig.json']
const isProduct = (path) => !/\.test\.tsx?$/.test(path) && !path.startsWith('lib/testing/')

const PARTS = {
  processes: {
    stamp: 'dist/.built',
    madeFrom: [...EVERYWHERE, 'lib', 'prisma/schema', 'scripts'],
    counts: isProduct,
    say: 'Building the processes',
    build: buildProcesses,
  },
  console: {
    stamp: '.next/.built',
    madeFrom: [...EVERYWHERE, 'app', 'components', 'public', 'lib', 'next.config.ts', 'postcss.config.mjs', 'instrumentation.ts'],
    // The import rules let the console reach these folders and the contexts' contracts, and nothing else of lib/.
    counts: (path) => isProduct(path) && (!path.startsWith('lib/') || /^lib\/(console|api|kernel|import|evidence|tlog|telemetry)\/|contract\.ts$|^lib\/identity\/(refusals|[^/]+\/(terms|target|order-end|zone|permissions|email))\.ts$/.test(path)),
    say: 'Building the console',
    build: buildConsole,
  },
}

/** @param {(keyof typeof PARTS)[]} names */
export async function build(names) {
  const stale = names.map((name) => PARTS[name]).filter((part) => stampIn(join(root, part.stamp)) !== digestFor(part))
  if (stale.length === 0) return
  const release = await waitForLock(join(root, '.build.lock'))
  try {
    for (const part of stale) await buildPart(part)
  } finally {
    release()
  }
}

/** @param {keyof typeof PARTS} name */
export const isBuilt = (name) => stampIn(join(root, PARTS[name].stamp)) === digestFor(PARTS[name])

const digestFor = ({ madeFrom, counts }) => digestOf(root, madeFrom, counts)

async function buildPart(part) {
  const digest = digestFor(part) // of before the build: what changes meanwhile is built the next time
  const stamp = join(root, part.stamp)
  if (stampIn(stamp) === digest) return // another process has built it while we waited
  const began = Date.now()
  console.error(`${part.say} …`) // not on standard output: that belongs to the command that had to be built
  rmSync(stamp, { force: true })
  await part.build()
  writeFileSync(stamp, digest)
  console.error(`${part.say}: done in ${((Date.now() - began) / 1000).toFixed(1)} s`)
}

async function buildProcesses() {
  const esbuild = await import('esbuild')
  const shared = { ...processBundle(root), outdir: 'dist' }
  await esbuild.build({
    ...shared,
    entryPoints: {
      start: 'lib/processes/start.ts',
      leash: 'lib/processes/leash.ts',
      authority: 'lib/processes/authority.ts',
      gateway: 'lib/processes/gateway.ts',
      worker: 'lib/processes/worker.ts',
      sample: 'lib/processes/sample.ts',
      'sample-tools': 'lib/processes/sample-tools.ts',
    },
  })
  // A library leaves its packages to whoever installs it.
  await esbuild.build({ ...shared, banner: {}, packages: 'external', entryPoints: { guard: 'lib/guard/index.ts' } })
  writeFileSync(join(root, 'dist/guard.d.ts'), `${readFileSync(join(root, 'lib/guard/public.ts'), 'utf8')}\nexport declare const openGuard: OpenGuard\n`)
  // In pieces: a command loads what it uses, so that `lanyard halt` does not wait for the MCP SDK.
  rmSync(join(root, 'dist/cli'), { recursive: true, force: true })
  await esbuild.build({ ...shared, entryPoints: { cli: 'lib/cli/main.ts' }, chunkNames: 'cli/[name]-[hash]' })
}

/** Not waited for in place: who builds (`npm test`) has other work meanwhile. */
async function buildConsole() {
  const child = spawn(process.execPath, ['node_modules/next/dist/bin/next', 'build'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    // The last is Next's own mark for "the .env files are read": the console must not pick up secrets from one.
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', __NEXT_PROCESSED_ENV: 'true' },
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text) => (said += text))
  const [status] = await once(child, 'close')
  if (status !== 0) throw new Error(`the console could not be built\n${said}`)
}

if (process.argv[1] === import.meta.filename) {
  const asked = process.argv.slice(2)
  try {
    await build(asked.length > 0 ? asked : Object.keys(PARTS))
  } catch (problem) {
    console.error(problem.message)
    process.exitCode = 1
  }
}
