// Before `npm start` and `npm test`: everything that was not in the clone. Plain Node, since nothing is installed yet.
// Does only what is missing or out of date, which each step knows from a stamp; a second run takes milliseconds.
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { digestOf, stampIn } from './digest.mjs'
import { waitForLock } from './process-lock.mjs'

const root = resolve(import.meta.dirname, '..')
process.chdir(root)
refuseOldNode()

const release = await waitForLock(join(root, '.ensure.lock'), (pid) => console.log(`Waiting for another installation (process ${pid})`))
try {
  step({ stamp: 'node_modules/.installed', madeFrom: ['package.json', 'package-lock.json'], say: 'Installing dependencies', work: install })
  step({ stamp: 'generated/prisma/.generated', madeFrom: ['prisma/schema', 'package-lock.json'], say: 'Generating the database client', work: generate })
} catch (problem) {
  console.error(problem.message)
  process.exitCode = 1
} finally {
  release()
}

function refuseOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  console.error(`Lanyard needs Node 20.19 or newer, and this is ${process.version}`)
  process.exit(1)
}

function step({ stamp, madeFrom, say, work }) {
  const wanted = digestOf(root, madeFrom)
  if (stampIn(stamp) === wanted) return
  const began = Date.now()
  console.log(`${say} …`)
  work()
  writeFileSync(stamp, wanted)
  console.log(`${say}: done in ${((Date.now() - began) / 1000).toFixed(1)} s`)
}

/** No install script is run: nothing here needs one, and some would download. */
function install() {
  const { npm_execpath: npmScript, ...environment } = process.env
  delete environment.NODE_ENV // `production` would leave out what builds and tests need
  const viaNode = /\.c?js$/.test(npmScript ?? '')
  const [command, ...first] = viaNode ? [process.execPath, npmScript] : ['npm']
  const flags = ['--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
  const { status } = spawnSync(command, [...first, 'ci', ...flags], { stdio: 'inherit', env: environment, shell: !viaNode && process.platform === 'win32' })
  if (status !== 0) throw new Error('The dependencies could not be installed: see what npm says above')
  linkCommand()
}

/** `npx lanyard` then finds the command of this clone, and asks no registry for one of that name. */
function linkCommand() {
  mkdirSync('node_modules/.bin', { recursive: true })
  rmSync('node_modules/.bin/lanyard', { force: true })
  if (process.platform !== 'win32') symlinkSync('../../scripts/lanyard.mjs', 'node_modules/.bin/lanyard')
}

function generate() {
  const environment = { ...process.env, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' }
  const { status, stdout } = spawnSync(process.execPath, ['node_modules/prisma/build/index.js', 'generate'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: environment,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`The database client could not be generated\n${stdout}`)
}
