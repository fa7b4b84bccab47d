// Before `npm start` and `npm test`: everything that was not in the clone. Plain Node, since nothing is installed yet.
// Does only what is missing or out of date; a second run takes milliseconds.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { digestOf, stampIn } from './digest.mjs'
import { waitForLock } from './process-lock.mjs'

const root = resolve(import.meta.dirname, '..')
const LIBC = existsSync('/etc/alpine-release') ? 'musl' : 'glibc'
const GENERATED = 'generated/prisma/.made-from'
process.chdir(root)
refuseOldNode()

const release = await waitForLock(join(root, '.ensure.lock'), (pid) => console.log(`Waiting for another installation (process ${pid})`))
try {
  if (!isInstalled()) timed('Installing dependencies', install)
  linkCommand()
  const schema = digestOf(root, ['prisma/schema', 'package-lock.json'])
  if (stampIn(GENERATED) !== schema) timed('Generating the database client', generate)
  writeFileSync(GENERATED, schema)
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

function timed(what, work) {
  const began = Date.now()
  console.log(`${what} …`)
  work()
  console.log(`${what}: done in ${((Date.now() - began) / 1000).toFixed(1)} s`)
}

/** npm writes its own record when an installation is complete: it has to hold all that the lock names for this platform. */
function isInstalled() {
  const present = packagesIn('node_modules/.package-lock.json')
  return Object.entries(packagesIn('package-lock.json')).every(
    ([path, wanted]) => path === '' || !isForThisPlatform(wanted) || present[path]?.version === wanted.version,
  )
}

function packagesIn(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {}
}

/** An optional package that names no platform is only ever needed by one that does. */
function isForThisPlatform({ optional, os, cpu, libc }) {
  if (optional && !os && !cpu) return false
  const fits = (list, own) => !list || list.includes(own)
  return fits(os, process.platform) && fits(cpu, process.arch) && fits(libc, LIBC)
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
}

/** `npx lanyard` then finds the command of this clone, and asks no registry for one of that name. */
function linkCommand() {
  const [link, target] = ['node_modules/.bin/lanyard', '../../scripts/lanyard.mjs']
  if (process.platform === 'win32' || (existsSync(link) && readlinkSync(link) === target)) return
  mkdirSync('node_modules/.bin', { recursive: true })
  rmSync(link, { force: true })
  symlinkSync(target, link)
}

function generate() {
  const environment = { ...process.env, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' }
  const { status, stdout, stderr } = spawnSync(process.execPath, ['node_modules/prisma/build/index.js', 'generate'], {
    env: environment,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`The database client could not be generated\n${stdout}${stderr}`)
}
