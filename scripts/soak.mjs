// `npm run soak`: the tests of faults and races at their full counts, one file after the other, bounded in time.
// The last result is kept in bench/results/soak.json. `npm run soak -- kills` runs one of them.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
/** Each with the variables that raise its counts; what is set in the environment counts before these. */
const SOAKS = {
  once: { file: 'lib/processes/authority/once-faults.integration.test.ts', counts: { SOAK_ROUNDS: 100 } },
  kills: { file: 'lib/processes/crash-faults.integration.test.ts', counts: { SOAK_KILLS: 1_000 } },
  'ledger-kills': { file: 'lib/identity/ledger/kills.integration.test.ts', counts: { SOAK_LEDGER_KILLS: 1_000 } },
  database: { file: 'lib/processes/authority/database-faults.integration.test.ts', counts: {} },
  halts: { file: 'lib/protocols/oauth/races.integration.test.ts', counts: { SOAK_HALTS: 100 } },
  interleavings: { file: 'lib/identity/containment/race.integration.test.ts', counts: { SOAK_INTERLEAVINGS: 10_000 } },
  grains: { file: 'lib/identity/containment/grain-race.integration.test.ts', counts: { SOAK_INTERLEAVINGS: 10_000 } },
  scale: { file: 'lib/identity/containment/scale.integration.test.ts', counts: { SOAK_AGENTS: 100_000 } },
  'grain-halts': { file: 'lib/protocols/oauth/halt-grains.integration.test.ts', counts: { SOAK_HALTS: 25 } },
  'process-halts': { file: 'lib/processes/authority/once-faults.integration.test.ts', counts: { SOAK_PROCESS_HALTS: 100 } },
  'point-faults': { file: 'lib/gateway/process-faults.integration.test.ts', counts: { SOAK_POINT_FAULTS: 50 } },
  chains: { project: 'unit', file: 'lib/identity/delegation/attenuate.test.ts', counts: { SOAK_CHAINS: 100_000 } },
}
/** The longest that one of them may take: a soak that hangs has failed. */
const MINUTES_MAX = Number(process.env.SOAK_MINUTES_MAX ?? 240)

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !(name in SOAKS))
if (unknown.length > 0) {
  console.error(`no such soak: ${unknown.join(', ')} (there are ${Object.keys(SOAKS).join(', ')})`)
  process.exit(2)
}

const file = join(root, 'bench', 'results', 'soak.json')
const known = read(file) ?? { soaks: {} }
for (const name of asked.length > 0 ? asked : Object.keys(SOAKS)) {
  const result = soak(SOAKS[name])
  known.soaks[name] = result
  mkdirSync(join(root, 'bench', 'results'), { recursive: true })
  writeFileSync(file, `${JSON.stringify(known, null, 2)}\n`)
  console.log(`${name}: ${result.passed} passed, ${result.failed} failed, ${result.seconds} s`)
  if (result.failed > 0 || result.passed === 0) process.exitCode = 1
}

function soak({ project = 'integration', file: test, counts }) {
  const env = { ...process.env }
  const used = {}
  for (const [variable, count] of Object.entries(counts)) used[variable] = Number((env[variable] ??= String(count)))
  const report = join(root, 'test-results', 'soak.json')
  rmSync(report, { force: true })
  const began = Date.now()
  // Once: what fails now and then is what a soak is for.
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', project, test, '--retry=0', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { status } = spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit', timeout: MINUTES_MAX * 60_000, killSignal: 'SIGKILL' })
  const { numPassedTests: passed = 0, numFailedTests: failed = 0 } = read(report) ?? {}
  const at = { at: new Date(began).toISOString(), cpu: cpus()[0]?.model, cores: cpus().length, node: process.version }
  return { ...at, counts: used, passed, failed: status === 0 ? failed : Math.max(failed, 1), seconds: Math.round((Date.now() - began) / 1_000) }
}

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}
