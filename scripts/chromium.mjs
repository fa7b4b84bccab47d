import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** The browser for the tests: the one that CHROMIUM names, or the system's. Null when there is none. */
export function findChromium() {
  const named = process.env.CHROMIUM
  if (named) return existsSync(named) ? named : null
  return PLACES.find((place) => existsSync(place)) ?? null
}

/** Installs the system's Chromium where that is possible without asking, and says what to do where it is not. */
export async function ensureChromium() {
  if (findChromium()) return
  const isRoot = process.getuid?.() === 0
  if (process.env.CHROMIUM) throw new Error(`there is no browser at CHROMIUM (\`${process.env.CHROMIUM}\`)`)
  if (!isRoot || !existsSync('/usr/bin/apt-get'))
    throw new Error('the browser tests need Chromium: install it (on Debian `apt-get install chromium`), or set CHROMIUM to where it is')
  console.log('Installing Chromium from the system’s packages …')
  aptGet('update')
  aptGet('install', '-y', '--no-install-recommends', 'chromium')
  if (!findChromium()) throw new Error('Chromium was installed, but is not where it is looked for: set CHROMIUM to where it is')
}

function aptGet(...args) {
  const { status, stderr } = spawnSync('apt-get', ['-q', ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  if (status !== 0) throw new Error(`\`apt-get ${args.join(' ')}\` failed: ${stderr.trim().split('\n').at(-1)}`)
}
