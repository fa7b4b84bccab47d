import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'

/** Chromium without a window: what draws a page is the same, and a story takes a quarter less of the processor. */
const SHELL = '/usr/lib/chromium/chromium-headless-shell' // not /usr/bin: a script stands there that would leave it behind
const PLACES = [
  SHELL,
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

/**
 * Installs the system's Chromium where that is possible without asking, and says what to do where there is none. Where
 * there is one, it serves if the lighter one cannot be had.
 */
export async function ensureChromium() {
  if (process.env.CHROMIUM) {
    if (!findChromium()) throw new Error(`there is no browser at CHROMIUM (\`${process.env.CHROMIUM}\`)`)
    return
  }
  if (existsSync(SHELL)) return
  const isRoot = process.getuid?.() === 0
  if (!isRoot || !existsSync('/usr/bin/apt-get')) {
    if (findChromium()) return
    throw new Error('the browser tests need Chromium: install it (on Debian `apt-get install chromium-headless-shell`), or set CHROMIUM to where it is')
  }
  console.log('Installing Chromium from the system’s packages …')
  try {
    await aptGet('update')
    await aptGet('install', '-y', '--no-install-recommends', 'chromium-headless-shell').catch(() => findChromium() ?? aptGet('install', '-y', '--no-install-recommends', 'chromium'))
  } catch (error) {
    if (!findChromium()) throw error
  }
  if (!findChromium()) throw new Error('Chromium was installed, but is not where it is looked for: set CHROMIUM to where it is')
}

/** Waits for another apt-get, but not for ever. */
async function aptGet(...args) {
  try {
    await promisify(execFile)('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=60', ...args], { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, timeout: 300_000, maxBuffer: 16 * 1024 * 1024 })
  } catch (error) {
    throw new Error(`\`apt-get ${args.join(' ')}\` failed: ${String(error.stderr ?? error.message).trim().split('\n').at(-1)}`)
  }
}
