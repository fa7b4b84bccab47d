import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { read, transaction } from '@/lib/db/transaction'
import { halt } from '@/lib/identity/containment'
import { registerToolServer } from '@/lib/identity/registry'
import { ok } from '@/lib/kernel/result'
import { makeAgent, makeStaff, type Staff } from '@/lib/testing/agents'
import { FormBrowser, type Page } from '@/lib/testing/form-browser'
import { testDatabase } from '@/lib/testing/database'
import { entriesOf, makePerson, type TestPerson } from '@/lib/testing/people'
import { startPeopleSite, type PeopleSite } from '@/lib/testing/people-site'

const db = await testDatabase()
const CALLBACK = 'http://127.0.0.1:8765/callback'
const TOOLS = ['read_file', 'write_file', 'list_directory'] as const
let site: PeopleSite
let staff: Staff
let slug: string
let agent: Awaited<ReturnType<typeof makeAgent>>['agent']

beforeAll(async () => {
  openDatabase(db.authorityUrl)
  site = await startPeopleSite(db.keyEncryptionKey)
  staff = await makeStaff()
  slug = `files-${staff.tenantId.slice(-6)}`
  const transport = { kind: 'stdio', command: 'mcp-server-filesystem', args: ['./files'] }
  const registered = await registerToolServer({ gatewayUrl: site.gatewayUrl })(staff.admin, { slug, title: 'Files', description: 'Documents of the team', transport })
  if (!registered.ok) throw new Error(JSON.stringify(registered.refusal))
  const tools = [
    { name: 'read_file', title: 'Read a file', description: '<b onclick=alert(1)>Reads</b>', readOnly: true },
    { name: 'write_file', title: null, description: null, readOnly: false },
    { name: 'list_directory', readOnly: null },
  ]
  await transaction(staff.tenantId, async (tx) => ok(await tx.toolServer.updateMany({ where: { slug }, data: { tools, discoveredAt: new Date() } })))
  agent = await newAgent('inv-bot')
})
afterAll(async () => {
  await site.close()
  await closeDatabase()
})

async function newAgent(name: string) {
  const { agent: made } = await makeAgent(staff, { name, tools: TOOLS.map((tool_id) => ({ tool_id, mcp_server: slug })), redirect_uris: [CALLBACK] })
  return made
}

const scopeOf = (tool: string) => `mcp:${slug}:${tool}`
const atAgent = (url: URL) => url.origin === new URL(CALLBACK).origin

function request(clientId: string, over: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: CALLBACK,
    scope: TOOLS.map(scopeOf).join(' '),
    code_challenge: createHash('sha256').update('v'.repeat(60)).digest('base64url'),
    code_challenge_method: 'S256',
    state: 's',
    purpose: 'FIN-212: three invoices',
    mandate_lifetime: '7200',
    ...over,
  })
  return `${site.issuer}/oauth/authorize?${query}`
}

async function signedIn(person: TestPerson, url: string): Promise<{ browser: FormBrowser; page: Page }> {
  const browser = new FormBrowser()
  const page = await browser.submit(await browser.get(url), { email: person.email, password: person.password }, { stopAt: atAgent })
  return { browser, page }
}

const mandatesOf = (agentId: string) => read(staff.tenantId, (tx) => tx.mandate.findMany({ where: { agentId } }))

describe('the consent page', () => {
  it('says which agent, for whom, what, why, how long and what it may pass on', async () => {
    const { page } = await signedIn(staff.analyst, request(agent.id))
    expect(page.heading()).toBe('Let inv-bot act for you?')
    for (const words of [staff.analyst.email, agent.spiffe_id, staff.owner.name, 'FIN-212: three invoices', '2 hours, as asked', 'Read a file', 'may change things', '127.0.0.1:8765', 'may not pass any of this on'])
      expect(page.text).toContain(words)
    expect(page.text).not.toContain('<b onclick')
    expect(page.headers.get('content-security-policy')).toContain('form-action \'self\' ' + site.consoleUrl + ' http://127.0.0.1:8765;')
    expect(page.form().getAll('scope').sort()).toEqual(TOOLS.map(scopeOf).sort())
  })

  it('gives a mandate for what stays ticked, recorded before the code leaves', async () => {
    const bot = await newAgent('narrow-bot')
    const { browser, page } = await signedIn(staff.analyst, request(bot.id))
    const done = await browser.submit(page, { action: 'allow', scope: [scopeOf('read_file')], lifetime: '900' }, { stopAt: atAgent })
    expect(done.url.searchParams.get('code')).toBeTruthy()
    const [mandate, ...others] = await mandatesOf(bot.id)
    expect(others).toEqual([])
    expect(mandate).toMatchObject({ kind: 'person', personId: staff.analyst.id, purpose: 'FIN-212: three invoices', scopes: [scopeOf('read_file')], resources: [`${site.gatewayUrl}/mcp/${slug}`] })
    expect((mandate?.expiresAt.getTime() ?? 0) - (mandate?.createdAt.getTime() ?? 0)).toBe(900_000)
    const entry = (await entriesOf(staff.tenantId)).find((one) => one.action === 'delegation.mandate.give' && one.subjectId === bot.id)
    expect(entry).toMatchObject({ result: 'ok', actorId: staff.analyst.id, detail: { scopes: [scopeOf('read_file')] } })
    // Asked anew every time.
    expect((await browser.get(request(bot.id), atAgent)).heading()).toBe('Let narrow-bot act for you?')
  })

  it('answered nine times at once gives one mandate', async () => {
    const bot = await newAgent('raced-bot')
    const { browser, page } = await signedIn(staff.owner, request(bot.id))
    const answers = await Promise.all(TOOLS.flatMap((tool) => [tool, tool, tool]).map((tool) => browser.copy().submit(page, { action: 'allow', scope: [scopeOf(tool)] }, { stopAt: atAgent })))
    expect(answers.filter((answer) => answer.url.searchParams.has('code'))).toHaveLength(1)
    expect(await mandatesOf(bot.id)).toHaveLength(1)
    expect(site.problems).toEqual([])
  })

  it('takes no for an answer, and records it', async () => {
    const bot = await newAgent('denied-bot')
    const { browser, page } = await signedIn(staff.owner, request(bot.id))
    const done = await browser.submit(page, { action: 'deny' }, { stopAt: atAgent })
    expect(done.url.searchParams.get('error')).toBe('access_denied')
    expect(await mandatesOf(bot.id)).toEqual([])
    expect((await entriesOf(staff.tenantId)).find((one) => one.subjectId === bot.id && one.action === 'delegation.mandate.refuse')).toMatchObject({ reason: 'declined' })
  })

  it.each([
    ['a tool that was not offered', { scope: ['mcp:everything:echo'] }],
    ['a wildcard', { scope: ['mcp:*:*'] }],
    ['[14] the management API', { scope: ['api:agents:write'] }],
    ['nothing ticked', { scope: [] }],
    ['longer than asked for', { lifetime: '7201' }],
    ['no time at all', { lifetime: '0' }],
    ['a time that is none', { lifetime: 'for ever' }],
  ] as const)('gives nothing for %s', async (_what, fields) => {
    const { browser, page } = await signedIn(staff.owner, request(agent.id))
    const before = (await mandatesOf(agent.id)).length
    const answer = await browser.submit(page, { action: 'allow', ...fields }, { stopAt: atAgent })
    expect([answer.status, answer.heading()]).toEqual([400, 'Let inv-bot act for you?'])
    expect(await mandatesOf(agent.id)).toHaveLength(before)
  })

  it('[37] gives nothing to a form of another site', async () => {
    const { browser, page } = await signedIn(staff.owner, request(agent.id))
    for (const origin of [null, 'null', 'https://evil.example']) expect((await browser.submit(page, { action: 'allow' }, { headers: { origin } })).status).toBe(403)
  })

  it('[14] never offers the console’s own scopes, even to an agent of an administrator', async () => {
    const browser = new FormBrowser()
    const refused = await browser.get(request(agent.id, { resource: site.apiResource, scope: 'api:agents:write' }), atAgent)
    expect(refused.url.searchParams.get('error')).toBe('invalid_target')
    const { page } = await signedIn(staff.admin, request(agent.id, { scope: `${scopeOf('read_file')} api:agents:write` }))
    if (page.url.searchParams.has('error')) expect(page.url.searchParams.get('error')).toBe('invalid_scope')
    else expect(page.form().getAll('scope')).toEqual([scopeOf('read_file')])
  })

  it('gives nothing to an agent that was halted while the page was open', async () => {
    const bot = await newAgent('halted-bot')
    const { browser, page } = await signedIn(staff.owner, request(bot.id))
    const order = await halt(staff.analyst, { agentId: bot.id })
    expect(order.ok).toBe(true)
    const answer = await browser.submit(page, { action: 'allow' }, { stopAt: atAgent })
    expect([answer.status, answer.heading()]).toEqual([403, 'halted-bot cannot act for you now'])
    expect(answer.text).toContain('suspended')
    expect(await mandatesOf(bot.id)).toEqual([])
    expect(answer.text).toContain('Nothing was given')
    expect((await entriesOf(staff.tenantId)).findLast((one) => one.subjectId === bot.id)).toMatchObject({ action: 'delegation.mandate.refuse', reason: 'suspended' })
  })

  it('sends an agent that may have nothing of what it asked for back, and records why', async () => {
    const { agent: bot } = await makeAgent(staff, { name: 'toolless-bot', tools: [{ tool_id: 'read_file', mcp_server: slug }], redirect_uris: [CALLBACK] })
    const { browser, page } = await signedIn(staff.owner, request(bot.id, { scope: 'openid', resource: `${site.gatewayUrl}/mcp/${slug}` }))
    expect([page.status, page.heading()]).toEqual([403, 'toolless-bot cannot act for you now'])
    const left = await browser.submit(page, {}, { stopAt: atAgent })
    expect(left.url.searchParams.get('error')).toBe('access_denied')
    expect((await entriesOf(staff.tenantId)).findLast((one) => one.subjectId === bot.id)).toMatchObject({ action: 'delegation.mandate.refuse', reason: 'scope' })
  })

  it('[17] does not know another tenant’s agents', async () => {
    const stranger = (await makeStaff()).admin
    const { page } = await signedIn(stranger, request(agent.id))
    expect(page.status).toBe(404)
    expect(page.text).not.toContain('answers invoices')
  })

  it('ends with the person’s access', async () => {
    const leaver = await makePerson(staff.tenantId, { role: 'owner', name: 'Leaver' })
    const { browser, page } = await signedIn(leaver, request(agent.id))
    const { deactivatePerson } = await import('@/lib/identity/access')
    await deactivatePerson(staff.admin, { personId: leaver.id })
    expect((await browser.submit(page, { action: 'allow' }, { stopAt: atAgent })).status).toBe(400)
    expect((await mandatesOf(agent.id)).filter((mandate) => mandate.personId === leaver.id)).toEqual([])
  })
})

describe('the command line', () => {
  const loopback = 'http://127.0.0.1:51234/callback'
  const asCli = () => request('lanyard-cli', { redirect_uri: loopback, scope: 'openid', resource: site.apiResource })
  const atCli = (url: URL) => url.href.startsWith(loopback)

  it('gets nothing unasked, even where the person is signed in: any program could ask in its name', async () => {
    const browser = new FormBrowser()
    const page = await browser.submit(await browser.get(asCli()), { email: staff.owner.email, password: staff.owner.password }, { stopAt: atCli })
    expect(page.heading()).toBe('Sign in the command line?')
    expect(page.text).toContain(staff.owner.email)
    const again = await browser.get(asCli(), atCli)
    expect(again.heading()).toBe('Sign in the command line?')
    expect((await browser.submit(page, { action: 'deny' }, { stopAt: atCli })).status).toBe(400) // of a request that the newer one replaced
    expect((await browser.submit(again, { action: 'deny' }, { stopAt: atCli })).url.searchParams.get('error')).toBe('access_denied')
    const third = await browser.get(asCli(), atCli)
    expect((await browser.submit(third, { action: 'allow' }, { stopAt: atCli })).url.searchParams.get('code')).toBeTruthy()
    expect(site.problems).toEqual([])
  })
})
