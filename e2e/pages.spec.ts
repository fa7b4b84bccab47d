import { expect } from '@playwright/test'
import { api, need, registerIdle } from './api'
import { consoleOf, DESK, open } from './console'
import { goTo } from './keyboard'
import { looksRight } from './look'
import { administrator, colleague, signInAgain, type Person } from './people'
import { stack } from './stack'
import { test } from './story'
import { own } from './telling'

const PAGES = {
  overview: '/',
  agents: '/agents',
  register: '/agents/register',
  delegations: '/delegations',
  mandates: '/delegations/mandates',
  reviews: '/reviews',
  'reviews-new': '/reviews/new',
  containment: '/containment',
  'containment-halt': '/containment/halt',
  ledger: '/ledger',
  people: '/settings/people',
  teams: '/settings/teams',
  ownership: '/settings/ownership',
  'tool-servers': '/settings/tool-servers',
  points: '/settings/points',
  keys: '/settings/keys',
  streams: '/settings/streams',
  retention: '/settings/retention',
  me: '/settings/me',
} as const
const [BOT, TEAM] = [own('pages-bot'), own('Pages', ' ')] as const
/** What is set for everybody, and was by another telling, is set to something else. */
const LOW_RISK_DAYS = `${300 + (Number(process.env.TEST_WORKER_INDEX) % 100)}`
const HOSTILE = '<img src=x onerror=alert(1)> =HYPERLINK("http://x") and the rest of it'

let paula: Person
let agentId: string
let teamId: string
test.beforeAll(async () => {
  paula = await colleague('Paula Pages', 'owner')
  const tools = [{ mcp_server: 'everything', tool_id: 'echo' }]
  const registered = await registerIdle({ name: BOT, owner: paula.email, sponsor: paula.email, purpose: HOSTILE, tools })
  agentId = registered.id
  teamId = (await need(api().teams.put({ name: TEAM, mailbox: `${own('pages')}@example.com` }))).id
})

test('every page is accessible and fits, at a desk in light and on a phone in dark', async ({ browser }) => {
  test.setTimeout(240_000)
  const page = await consoleOf(browser, await administrator())
  const errors: string[] = []
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  page.on('pageerror', (error) => errors.push(error.message))
  for (const [name, path] of [...Object.entries(PAGES), ['agent', `/agents/${agentId}`] as const, ['team', `/teams/${teamId}`] as const]) {
    await open(page, path)
    await looksRight(page, `page-${name}`)
  }
  expect(errors).toEqual([])
})

test('a team gets a member, and when agents lapse is tried before it is saved', async ({ browser }) => {
  const page = await consoleOf(browser, await administrator())
  await open(page, `/teams/${teamId}`)
  await expect(page.getByText('Nobody is in it')).toBeVisible()
  await page.getByRole('button', { name: 'Add somebody' }).click()
  await page.getByLabel('Who', { exact: true }).fill(paula.name)
  await page.getByRole('option', { name: paula.name }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByRole('list', { name: 'Members' }).getByRole('link', { name: paula.name })).toBeVisible()

  await open(page, '/settings/ownership')
  await page.getByRole('button', { name: 'Change when agents lapse' }).click()
  const dialog = page.getByRole('dialog', { name: 'When agents lapse' })
  await dialog.getByLabel('Agents are confirmed again').check()
  await dialog.getByRole('spinbutton', { name: /Low risk/ }).fill('29')
  await dialog.getByRole('button', { name: 'See what it would touch' }).click()
  await expect(dialog.getByRole('button', { name: 'Save' })).toBeHidden()
  await dialog.getByRole('spinbutton', { name: /Low risk/ }).fill(LOW_RISK_DAYS)
  await dialog.getByRole('button', { name: 'See what it would touch' }).click()
  await expect(dialog.getByText(/^\d+ told of at once, \d+ told of already/)).toBeVisible()
  await looksRight(page, 'lapse-preview')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText(`low risk within ${LOW_RISK_DAYS} days`, { exact: false })).toBeVisible()
})

test('everything is reached by keyboard', async ({ browser }) => {
  const page = await consoleOf(browser, await administrator())
  await goTo(page, 'a')
  await expect(page.getByRole('heading', { level: 1, name: 'Agents' })).toBeVisible()

  await page.keyboard.press('h')
  const halt = page.getByRole('dialog', { name: 'Halt' })
  await expect(halt.getByPlaceholder('Which agent?')).toBeFocused()
  await page.keyboard.type(BOT)
  await expect(halt.getByRole('option', { name: BOT })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(halt.getByRole('button', { name: `Halt ${BOT}` })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(halt).toBeHidden()

  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'Search and commands' })).toBeFocused()
  await page.keyboard.type(BOT)
  await expect(page.getByRole('option', { name: BOT })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: BOT })).toBeVisible()
})

test('[40] what an agent says of itself is text, on the page and in a file', async ({ browser }) => {
  const page = await consoleOf(browser, await administrator(), DESK, '/settings/me')
  page.on('dialog', () => expect(true, 'a script ran').toBe(false))
  await open(page, `/agents/${agentId}`)
  await expect(page.getByText(HOSTILE).first()).toBeVisible()
  await open(page, `/agents?q=${BOT}`)
  const saving = page.waitForEvent('download')
  await page.getByRole('link', { name: 'CSV' }).click()
  const chunks: Buffer[] = []
  for await (const chunk of await (await saving).createReadStream()) chunks.push(chunk as Buffer)
  const csv = Buffer.concat(chunks).toString()
  expect(csv).toContain(BOT)
  expect(csv.split('\r\n').every((line) => !/^[=+@-]|,[=+@-]/.test(line))).toBe(true)
})

test('[41] a filter that cannot be read shows nothing, and says so', async ({ browser }) => {
  const page = await consoleOf(browser, await administrator())
  for (const query of ['status=everything', 'status=active&status=draft', 'person=undefined', 'person=%5Bobject%20Object%5D', 'limit=100000']) {
    await page.goto(`/agents?${query}`)
    await expect(page.getByText('This address has a filter that cannot be read')).toBeVisible()
    await expect(page.getByText(BOT)).toHaveCount(0)
  }
})

test('who may not do a thing is not shown the way to it', async ({ browser }) => {
  const page = await consoleOf(browser, await colleague('Otto Auditor', 'auditor'))
  await expect(page.getByRole('button', { name: /^Halt/ })).toHaveCount(0)
  await page.goto('/agents/register')
  await expect(page.getByText('Your role registers no agents')).toBeVisible()
  await page.goto('/settings/people')
  await expect(page.getByRole('button', { name: 'Invite' })).toHaveCount(0)
  await page.goto('/agents/0197b2a0-0000-7000-8000-000000000001')
  await expect(page.getByText('Nothing here under this address')).toBeVisible()
})

test('a session ends everywhere at sign-out, and leads back to the page afterwards', async ({ browser }) => {
  const person = await colleague('Sina Session', 'analyst')
  const page = await consoleOf(browser, person)
  const stolen = await page.context().cookies(stack.consoleUrl)
  await page.getByRole('button', { name: /Signed in as/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  // The session there has ended as well: signing in afterwards asks for the password again.
  await page.waitForURL((url) => url.href.startsWith(`${stack.consoleUrl}/signin`))
  await signInAgain(page)
  await expect(page.locator('input[type=password]')).toBeVisible()

  // The cookie from before, put back: its token is dead.
  const thief = await browser.newContext({ baseURL: stack.consoleUrl })
  await thief.addCookies(stolen.filter(({ name }) => name.startsWith('lanyard-console')))
  const answer = await thief.request.get('/api/live/agents')
  expect(answer.status()).toBe(401)
  await thief.close()

  const stranger = await browser.newContext({ baseURL: stack.consoleUrl })
  const away = await stranger.request.get('/agents?status=active', { maxRedirects: 0 })
  expect([away.status(), away.headers().location]).toEqual([307, '/signin?callbackUrl=%2Fagents%3Fstatus%3Dactive'])
  await stranger.close()
})
