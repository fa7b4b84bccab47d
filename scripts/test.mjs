// `npm test`: everything that must hold, each step with its time; one line with the sum at the end.
// `node scripts/test.mjs unit imports` runs those steps alone.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { build, isBuilt } from './build.mjs'
import { ensureChromium } from './chromium.mjs'

const root = resolve(import.meta.dirname, '..')
const reports = join(root, 'test-results')
const bin = (name) => join(root, 'node_modules', ...name.split('/'))

const OURS = ['app', 'components', 'lib', 'scripts', 'e2e'].filter((folder) => existsSync(join(root, folder)))

/** A step answers with how many checks passed and failed; a tool that checks as a whole counts as one. */
const STEPS = {
  types: async () => {
    if (steps.includes('browser')) await built() // which leaves the types of its routes
    const { failed } = isBuilt('console') ? { failed: 0 } : await tool(bin('next/dist/bin/next'), 'typegen')
    // The native compiler says the same in a fifth of the time; Next still needs the other one's API.
    return failed ? { passed: 0, failed } : tool(bin('typescript-native/bin/tsc'), '--noEmit')
  },
  lint: () => tool(bin('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings', '.'),
  imports: () => tool(bin('dependency-cruiser/bin/dependency-cruise.mjs'), '--config', '.dependency-cruiser.cjs', ...OURS),
  unit: () => vitest('unit'),
  integration: () => vitest('integration'), // what starts the product as `npm start` does builds it, or waits for the browser's lane to have built it
  browser: async () => {
    await Promise.all([ensureChromium(), built()])
    return playwright()
  },
}

/** Two lanes that take as long as each other, each one step at a time; beside them the tools, which take what those leave of the processor. */
const LANES = [['browser'], ['unit', 'integration'], ['imports', 'types', 'lint']]

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !(name in STEPS))
if (unknown.length > 0) {
  console.error(`no such step: ${unknown.join(', ')} (there are ${Object.keys(STEPS).join(', ')})`)
  process.exit(2)
}

const steps = asked.length > 0 ? asked : Object.keys(STEPS)
const sum = { passed: 0, failed: 0 }
const lines = []
let building
await Promise.all(LANES.map((lane) => runLane(lane.filter((name) => steps.includes(name)))))
console.log(`\n${lines.join('\n')}\n\n${sum.passed} passed, ${sum.failed} failed`)
process.exitCode = sum.failed > 0 || sum.passed === 0 ? 1 : 0

/** Once, for all who wait for it. */
function built() {
  return (building ??= build(['processes', 'console']))
}

async function runLane(names) {
  for (const name of names) await runStep(name)
}

async function runStep(name) {
  console.log(`── ${name} …`)
  const began = Date.now()
  const { passed, failed, secondTry = 0 } = await STEPS[name]().catch(asFailure)
  sum.passed += passed
  sum.failed += failed
  lines.push(`${name.padEnd(12)} ${String(passed).padStart(5)} passed ${String(failed).padStart(3)} failed ${seconds(Date.now() - began)}${secondTry > 0 ? `  (${secondTry} at the second try)` : ''}`)
}

async function tool(script, ...args) {
  const { status, output } = await run(script, args, { quiet: true, yields: true })
  if (status !== 0) process.stdout.write(output)
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

async function vitest(project) {
  const report = freshReport(project)
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { status } = await run(bin('vitest/vitest.mjs'), args)
  const { numPassedTests = 0, numFailedTests = 0 } = read(report)
  return counted(status, numPassedTests, numFailedTests)
}

async function playwright() {
  const report = freshReport('browser')
  const { status } = await run(bin('@playwright/test/cli.js'), ['test', '--reporter=list,json'], { more: { PLAYWRIGHT_JSON_OUTPUT_NAME: report } })
  const { expected = 0, flaky = 0, unexpected = 0 } = read(report).stats ?? {}
  return { ...counted(status, expected + flaky, unexpected), secondTry: flaky }
}

/** A runner that fails without a failed test (a broken file, a server that did not start) has failed all the same. */
function counted(status, passed, failed) {
  return { passed, failed: status === 0 ? failed : Math.max(failed, 1) }
}

/** Whole lines at a time, since the lanes talk at once. Quiet: what it says is kept back. Yields: to whatever else wants the processor. */
async function run(script, args, { quiet = false, yields = false, more = {} } = {}) {
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', FORCE_COLOR: process.stdout.isTTY ? '1' : '0', ...more }
  const child = spawn(process.execPath, [script, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env })
  if (yields) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL)
  let output = ''
  const take = (line) => (quiet ? (output += `${line}\n`) : console.log(line))
  for (const said of [child.stdout, child.stderr]) createInterface({ input: said }).on('line', take)
  const [status] = await once(child, 'close')
  return { status, output }
}

function freshReport(name) {
  mkdirSync(reports, { recursive: true })
  const file = join(reports, `${name}.json`)
  rmSync(file, { force: true })
  return file
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return {}
  }
}

function asFailure(problem) {
  console.error(problem.message)
  return { passed: 0, failed: 1 }
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`.padStart(9)
}
