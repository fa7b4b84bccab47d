// Makes the README's pictures: starts the product with its sample company on ports and in a home of its own, waits
// until its agents are at work, and takes docs/images/*.png of it as its administrator. Nothing else is touched.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { chromium } from '@playwright/test'
import { build } from './build.mjs'
import { ensureChromium, findChromium } from './chromium.mjs'

const root = resolve(import.meta.dirname, '..')
const IMAGES = join(root, 'docs', 'images')
const BYTES_MAX = 300 * 1024
const READY_MS = 180_000
/** Long enough for every story to have been played twice. */
const ALIVE_MS = Number(process.env.ALIVE_SECONDS ?? 100) * 1_000
const DESK = { width: 1440, height: 900 }
/** A chain of three agents and its tool, whole. */
const TALL = { width: 1440, height: 1240 }
const PHONE = { width: 390, height: 844 }

process.chdir(root)
await ensureChromium()
await build(['processes', 'console'])
const product = await startProduct()
try {
  await pause(ALIVE_MS)
  await takePictures(product)
} finally {
  await product.stop()
}

async function startProduct() {
  const home = mkdtempSync(join(tmpdir(), 'lanyard-screenshots-'))
  const [console_, authority, gateway, worker] = await Promise.all([freePort(), freePort(), freePort(), freePort()])
  const { PATH, TMPDIR, LANG } = process.env
  const env = { PATH, TMPDIR, LANG, NODE_ENV: 'production', LANYARD_HOME: home, PORT: console_, AUTHORITY_PORT: authority, GATEWAY_PORT: gateway, WORKER_PORT: worker }
  const child = spawn(process.execPath, ['--enable-source-maps', 'dist/start.js'], { stdio: ['ignore', 'pipe', 'inherit'], env })
  const exited = once(child, 'exit')
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text) => (said += text))
  const stop = async () => {
    if (child.exitCode === null) child.kill('SIGTERM')
    await exited
    rmSync(home, { recursive: true, force: true })
  }
  const link = () => /look around first: (\S+)/.exec(said)?.[1]
  for (const until = Date.now() + READY_MS; !link(); await pause(200))
    if (Date.now() > until || child.exitCode !== null) {
      await stop()
      throw new Error(`the product did not start: ${said}`)
    }
  return { url: `http://localhost:${console_}`, link: link(), stop }
}

async function takePictures({ url, link }) {
  mkdirSync(IMAGES, { recursive: true })
  const browser = await chromium.launch({ executablePath: findChromium() ?? undefined, args: ['--disable-gpu', '--no-first-run'] })
  try {
    const context = await browser.newContext({ viewport: DESK, baseURL: url, reducedMotion: 'reduce', locale: 'en-GB', timezoneId: 'Europe/Oslo' })
    const page = await context.newPage()
    await page.goto(link)
    await page.getByRole('button', { name: 'Open the sample company' }).click()
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor({ timeout: 60_000 })

    const deep = await hrefOf(page, '/delegations?server=sample-freight&tool=check_customs', 'customs-checker')
    const agent = await hrefOf(page, '/agents', 'invoice-matcher')
    const order = await hrefOf(page, '/containment', 'payment-releaser', '/containment/')
    const shots = [
      ['overview', '/', DESK],
      ['delegations', deep, TALL],
      ['agent', agent, DESK],
      ['containment', order, DESK],
      ['phone', order, PHONE],
    ]
    for (const [name, path, size] of shots) {
      if (!path) throw new Error(`there is nothing to show for ${name} yet: wait longer (ALIVE_SECONDS)`)
      for (const scheme of size === PHONE ? ['light'] : ['light', 'dark']) {
        await page.setViewportSize(size)
        await page.emulateMedia({ colorScheme: scheme })
        await page.goto(path)
        await page.getByRole('heading', { level: 1 }).first().waitFor()
        await page.waitForLoadState('networkidle', { timeout: 5_000 }).catch(() => undefined) // live parts go on asking
        await pause(600)
        await shoot(page, `${name}${scheme === 'dark' ? '-dark' : ''}`)
      }
    }
  } finally {
    await browser.close()
  }
}

/** Where the first link of a page's main part leads that says this, or stands in a line that does. */
async function hrefOf(page, path, text, beginsWith = '/') {
  await page.goto(path)
  const to = `a[href^="${beginsWith}"]`
  const own = page.locator(`main ${to}`).filter({ hasText: text })
  const inLine = page.locator('main li, main tr').filter({ hasText: text }).locator(to)
  const found = own.or(inLine).first()
  await found.waitFor({ timeout: 30_000 }).catch(() => undefined)
  return (await found.count()) > 0 ? found.getAttribute('href') : null
}

async function shoot(page, name) {
  const path = join(IMAGES, `${name}.png`)
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' })
  const { size } = statSync(path)
  if (size > BYTES_MAX) throw new Error(`${path} has ${size} bytes, which is more than a README should load`)
  console.log(`${name}.png  ${Math.round(size / 1024)} KB`)
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return String(port)
}
