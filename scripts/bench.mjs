// `npm run bench`: every benchmark under bench/, one after the other; `npm run bench -- token halt` runs those.
// Each is a process of its own that writes bench/results/NAME.json; bench/README.md says what is compared and why.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from './build.mjs'

const root = resolve(import.meta.dirname, '..')
const BENCHMARKS = ['token', 'gateway', 'halt', 'pages', 'ledger', 'explorer', 'journey', 'posture', 'reviews', 'workbench', 'registry']
/** Programs that the benchmarks start. */
const PARTS = { load: 'bench/load.ts', 'oidc-provider': 'bench/peers/oidc-provider.ts', floor: 'bench/peers/floor.ts', points: 'bench/points.ts' }

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !BENCHMARKS.includes(name))
if (unknown.length > 0) {
  console.error(`no such benchmark: ${unknown.join(', ')} (there are ${BENCHMARKS.join(', ')})`)
  process.exit(2)
}
const chosen = asked.length > 0 ? asked : BENCHMARKS

try {
  await build(chosen.some((name) => ['pages', 'journey', 'workbench'].includes(name)) ? ['processes', 'console'] : ['processes'])
  await bundle()
  if (chosen.includes('token')) installPeers()
  for (const name of chosen) run(name)
} catch (problem) {
  console.error(problem.message)
  process.exitCode = 1
}

async function bundle() {
  const { build: esbuild } = await import('esbuild')
  const entryPoints = Object.fromEntries([...BENCHMARKS.map((name) => [name, `bench/${name}.ts`]), ...Object.entries(PARTS)].filter(([, file]) => existsSync(join(root, file))))
  await esbuild({ absWorkingDir: root, entryPoints, outdir: 'dist/bench', bundle: true, platform: 'node', format: 'esm', target: 'node20.19', packages: 'external', alias: { '@': root }, sourcemap: true, logLevel: 'error' })
}

/** Peers that nothing of the product needs have a lock of their own. */
function installPeers() {
  const folder = join(root, 'bench', 'peers')
  if (existsSync(join(folder, 'node_modules', 'better-auth'))) return
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--legacy-peer-deps', '--loglevel=error'], { cwd: folder, stdio: 'inherit' })
  if (status !== 0) throw new Error('the peers could not be installed')
}

function run(name) {
  const began = Date.now()
  console.error(`── ${name} …`)
  const { status } = spawnSync(process.execPath, ['--enable-source-maps', `dist/bench/${name}.js`], { cwd: root, stdio: 'inherit' })
  if (status !== 0) throw new Error(`the benchmark ${name} failed`)
  console.error(`── ${name}: ${((Date.now() - began) / 1000).toFixed(0)} s`)
}
