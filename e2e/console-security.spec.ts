import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { newId } from '@/lib/kernel/ids'
import { administrator, colleague } from './people'
import { bringSession } from './session'
import { stack } from './stack'
import { test } from './story'

/** Nothing is left out by forgetting it: the lists are the build's own. */
const manifest = <T>(file: string): T => JSON.parse(readFileSync(join('.next', file), 'utf8')) as T
const ROUTES = Object.entries(manifest<Record<string, string>>('app-path-routes-manifest.json'))
const ACTIONS = Object.entries(manifest<{ node: Record<string, { exportedName?: string }> }>('server/server-reference-manifest.json').node)

/** What anybody may see without a session, each for a reason. */
const PUBLIC = ['/signin', '/api/auth/[...nextauth]', '/api/health', '/_not-found', '/_global-error', '/icon.svg']
/** Shown to developers only; in a shipped console it is not there. */
const ABSENT = ['/styleguide', '/styleguide/shell']
const isPage = (entry: string) => entry.endsWith('/page')
const filled = (route: string) => route.replaceAll(/\[[^\]]+\]/g, newId())
const plain = (path: string, headers: Record<string, string> = {}) => fetch(`${stack.consoleUrl}${path}`, { headers, redirect: 'manual' })
const guarded = ROUTES.filter(([, route]) => !PUBLIC.includes(route) && !ABSENT.includes(route))

/** A page that turns somebody away: a redirect, or in a streamed answer the instruction to redirect. */
async function turnedAway(response: Response): Promise<boolean> {
  if ([401, 403, 404, 405].includes(response.status)) return true // 405: nothing is read there, and evidence.spec.ts asks with the method that is
  if ([303, 307].includes(response.status)) return new URL(response.headers.get('location') ?? '', stack.consoleUrl).pathname === '/signin'
  return false
}

test('[35] every route of the build turns away whoever has no session', async () => {
  expect(guarded.length).toBeGreaterThan(12)
  for (const [entry, route] of guarded) expect(await turnedAway(await plain(filled(route))), `${entry} without a session`).toBe(true)
  for (const route of ABSENT) expect((await plain(route)).status, route).toBe(404)
  const stale = { cookie: 'lanyard-console.session=eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AAAA.AAAA.AAAA' }
  for (const [entry, route] of guarded) expect(await turnedAway(await plain(filled(route), stale)), `${entry} with a made-up session`).toBe(true)
})

test('[35] every Server Action of the build refuses whoever has no session', async () => {
  expect(ACTIONS.length).toBeGreaterThan(8)
  for (const [id, { exportedName }] of ACTIONS) {
    const response = await fetch(`${stack.consoleUrl}/agents`, {
      method: 'POST',
      headers: { 'next-action': id, 'content-type': 'text/plain;charset=UTF-8', origin: stack.consoleUrl },
      body: '[{},{}]',
      redirect: 'manual',
    })
    const text = await response.text()
    expect(response.status, `${exportedName}: ${text.slice(0, 200)}`).toBeLessThan(500)
    expect(text, `${exportedName}`).not.toContain('"status":"done"')
  }
})

test('[36] headers that other consoles were bypassed with change no answer', async () => {
  const tricks: Record<string, string>[] = [
    { 'x-middleware-subrequest': 'middleware:middleware:middleware:middleware:middleware' },
    { rsc: '1' },
    { rsc: '1', 'next-router-prefetch': '1' },
    { rsc: '1', 'next-router-segment-prefetch': '/_tree' },
    { 'next-resume': '1' },
    { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
    { 'x-matched-path': '/signin', 'x-now-route-matches': '1' },
  ]
  for (const [entry, route] of guarded.filter(([, path]) => !path.includes('[')))
    for (const headers of tricks) {
      const response = await plain(route, headers)
      const body = await response.text()
      const away = (await turnedAway(response)) || body.includes('NEXT_REDIRECT') || body.includes('/signin') || body === ''
      expect(away, `${entry} with ${JSON.stringify(headers)} answered ${response.status}: ${body.slice(0, 160)}`).toBe(true)
      expect(response.headers.get('location') ?? '').not.toContain('evil.example')
    }
})

test('[37] a Server Action from somewhere else is refused, and nothing breaks', async ({ page }) => {
  const person = await colleague('Nadia Norm', 'analyst')
  await bringSession(page.context(), person)
  const cookie = (await page.context().cookies(stack.consoleUrl)).map(({ name, value }) => `${name}=${value}`).join('; ')
  const [signOut] = ACTIONS.find(([, { exportedName }]) => exportedName === 'signOutAction') ?? ['']
  for (const origin of ['null', 'https://evil.example', 'not an origin', 'http://localhost:1'])
    for (const id of [signOut, ...ACTIONS.map(([one]) => one).slice(0, 3)]) {
      const headers = { 'next-action': id, 'content-type': 'text/plain;charset=UTF-8', origin, cookie }
      const response = await fetch(`${stack.consoleUrl}/agents`, { method: 'POST', headers, body: '[]', redirect: 'manual' })
      expect(await response.text(), `Origin ${origin}`).not.toContain('"status":"done"')
    }
  await page.goto(`${stack.consoleUrl}/agents`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Agents')
})

test('[35] [39] a signed-in person finds nothing under ids that are not theirs to see', async ({ page }) => {
  await bringSession(page.context(), await colleague('Nadia Norm', 'analyst'))
  for (const [entry, route] of guarded.filter(([one, path]) => isPage(one) && path.includes('['))) {
    // The page streams, so its status is decided before its data is read: what counts is what stands there.
    await page.goto(`${stack.consoleUrl}${filled(route)}`)
    await expect(page.getByRole('heading', { level: 1 }), entry).toHaveText('Not found')
  }
})

test('[42] every answer is framed by nobody, sniffed by nobody and bound by a policy; cookies are closed to scripts', async ({ page }) => {
  await bringSession(page.context(), await administrator())
  for (const [entry, route] of ROUTES.filter(([one, path]) => isPage(one) && !path.includes('[') && !path.startsWith('/_') && !ABSENT.includes(path))) {
    const response = await page.request.get(`${stack.consoleUrl}${route}`)
    const headers = response.headers()
    expect(headers['content-security-policy'], entry).toMatch(/default-src 'self'|default-src 'none'/)
    expect(headers['content-security-policy'], entry).toContain("frame-ancestors 'none'")
    expect(headers['content-security-policy'], entry).not.toMatch(/script-src[^;]*'unsafe-inline'(?![^;]*nonce-)/)
    expect(headers['x-content-type-options'], entry).toBe('nosniff')
    expect(headers['x-powered-by'], entry).toBeUndefined()
  }
  const cookies = (await page.context().cookies(stack.consoleUrl)).filter(({ name }) => name.includes('session'))
  expect(cookies.length).toBeGreaterThan(0)
  for (const cookie of cookies) expect([cookie.httpOnly, cookie.sameSite], cookie.name).toEqual([true, 'Lax'])
})

test('[42] no page and no script of the build holds a secret', async ({ page }) => {
  await bringSession(page.context(), await administrator())
  const kek = readFileSync(join(stack.home, 'kek'), 'utf8').trim()
  const database = readFileSync(join(stack.home, 'postgres.password'), 'utf8').trim()
  const names = /LANYARD_KEY_ENCRYPTION_KEY|LANYARD_CONSOLE_SECRET|NEXTAUTH_SECRET|BEGIN (EC |RSA )?PRIVATE KEY/
  const check = (text: string, where: string) => {
    for (const secret of [kek, database]) expect(text.includes(secret), `a secret stands in ${where}`).toBe(false)
    expect(text, where).not.toMatch(names)
  }
  for (const route of ['/', '/agents', '/delegations', '/settings/people', '/settings/me']) check(await (await page.request.get(`${stack.consoleUrl}${route}`)).text(), route)
  const chunks = readdirSync('.next/static', { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  for (const chunk of chunks) check(readFileSync(join(chunk.parentPath, chunk.name), 'utf8'), chunk.name)
  expect(chunks.some(({ name }) => name.endsWith('.map'))).toBe(false)
})

test('[43] Next and React are past the versions with known holes', async () => {
  const version = (name: string) => (JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')) as { version: string }).version
  expect(atLeast(version('next'), [16, 2, 11])).toBe(true)
  expect(atLeast(version('react'), [19, 2, 6])).toBe(true)
})

function atLeast(version: string, least: readonly number[]): boolean {
  const parts = version.split('.').map(Number)
  const different = least.findIndex((part, index) => part !== parts[index])
  return different === -1 || (parts[different] ?? 0) > (least[different] ?? 0)
}
