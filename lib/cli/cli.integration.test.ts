import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createApi } from '@/lib/api/client'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { COMPANY_SLUG } from '@/lib/identity/access/ensure-company'
import { cliEnvironment } from '@/lib/kernel/environment'
import { launchCampaign } from '@/lib/identity/reviews'
import { trustedId, type TenantId } from '@/lib/kernel/ids'
import { agentKeyPair } from '@/lib/testing/agents'
import { authorityProcesses, type AuthorityProcess } from '@/lib/testing/authority-process'
import { cliProcesses, type CliProcesses, type CliRun } from '@/lib/testing/cli-process'
import { testDatabase } from '@/lib/testing/database'
import { foreignSystems } from '@/lib/testing/foreign-systems'
import { freePort } from '@/lib/testing/free-port'
import { FormBrowser } from '@/lib/testing/form-browser'
import { makePerson, type TestPerson } from '@/lib/testing/people'
import { run } from './program'

/** The command and the authority as they are shipped, each a process; no console, no gateway. */
const db = await testDatabase()
vi.setConfig({ testTimeout: 90_000 }) // every line of the command is a process that has to start
const ROOT = 'root-token-of-this-test-run'
const asRoot = { LANYARD_ROOT_TOKEN: ROOT }
let authorities: Awaited<ReturnType<typeof authorityProcesses>>
let authority: AuthorityProcess
let cli: CliProcesses
let owner: TestPerson
let admin: TestPerson

beforeAll(async () => {
  authorities = await authorityProcesses()
  authority = await authorities.start(db, asRoot)
  cli = await cliProcesses({ LANYARD_ISSUER: authority.issuer })
  openDatabase(db.authorityUrl)
  const { rows } = await hotTransaction('system', (client) => client.query<{ id: string }>('select id from tenant where slug = $1', [COMPANY_SLUG]))
  const company = trustedId<'tenant'>(rows[0]?.id ?? '') as TenantId
  owner = await makePerson(company, { role: 'owner', name: 'M. Ito', email: 'm.ito@example.com' })
  admin = await makePerson(company, { role: 'admin', name: 'A. Dmin', email: 'admin@example.com' })
})
afterAll(async () => {
  cli?.remove()
  authorities?.remove()
  await closeDatabase()
})

const fileOf = (name: string, text: string): string => {
  const file = join(cli.folder, name)
  writeFileSync(file, text)
  return file
}
const yaml = (name: string, more = '') => `name: ${name}\nowner: m.ito@example.com\nsponsor: m.ito@example.com\npurpose: answers invoices for the finance team\n${more}`
async function json<T>(args: string[], over: Record<string, string> = asRoot): Promise<T> {
  const { code, out, err } = await cli.run([...args, '--json'], over)
  if (code !== 0) throw new Error(`${args.join(' ')}: ${err}`)
  return JSON.parse(out) as T
}
type Registered = { id: string; client_id: string; spiffe_id: string; key_file: string | null; status: string; kid: string }

/** Opens the address that `lanyard login` prints, signs in and allows it, as a person in a browser would. */
async function inBrowser(login: CliRun, person: TestPerson): Promise<void> {
  let address: string | undefined
  for (let waited = 0; !address && waited < 60_000; waited += 50) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    address = /^http\S+$/m.exec(login.saidSoFar())?.[0]
  }
  const browser = new FormBrowser()
  let page = await browser.submit(await browser.get(address ?? ''), { email: person.email, password: person.password })
  if (/command line/.test(page.heading())) page = await browser.submit(page, { action: 'allow' })
  expect(page.text).toContain('Signed in')
}

describe('lanyard agents', () => {
  it('registers an agent with a key that is made here and not sent', async () => {
    const file = fileOf('inv-bot.yaml', yaml('inv-bot', 'tools:\n  - {tool_id: read_text_file, mcp_server: files}\nredirect_uris: ["http://127.0.0.1/cb"]\n'))
    const agent = await json<Registered>(['agents', 'register', file])
    expect(agent).toMatchObject({ client_id: agent.id, spiffe_id: `spiffe://lanyard.local/agent/${agent.id}`, status: 'active' })
    expect(agent.key_file).toBe(join(cli.home, 'agents', 'inv-bot.jwk.json'))
    expect(statSync(agent.key_file ?? '').mode & 0o777).toBe(0o600)
    const key = JSON.parse(readFileSync(agent.key_file ?? '', 'utf8')) as { d: string }
    const stored = await hotTransaction('system', (client) => client.query('select jwk from agent_key where kid = $1', [agent.kid]))
    expect(stored.rows[0].jwk).not.toHaveProperty('d')
    expect(authority.output()).not.toContain(key.d)
    const shown = await json<{ document: { tools: unknown[] }; owner: { name: string } }>(['agents', 'show', 'inv-bot'])
    expect(shown).toMatchObject({ owner: { name: 'M. Ito' }, document: { tools: [{ tool_id: 'read_text_file' }] } })
  })

  it('says it in words, without colour, on standard output', async () => {
    const { code, out, err } = await cli.run(['agents', 'register', fileOf('b.json', JSON.stringify({ name: 'worded', owner: owner.id, sponsor: owner.id, purpose: 'tells people what it did', risk_level: 'high' }))], asRoot)
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^registered worded\n {2}id +\S+\n {2}client_id +\S+\n {2}spiffe_id +spiffe:\S+\n {2}status +draft: its risk is high, so somebody else has to approve it\n/)
    expect(out).not.toContain('\u001b')
    const list = await cli.run(['agents', 'list'], asRoot)
    expect(list.out).toMatch(/^NAME +STATUS +RISK +OWNER +SPONSOR +PLATFORM +LAST ACTIVE +ID\n/)
    expect(list.out).toMatch(/\ninv-bot +active +low +M\. Ito +M\. Ito +custom +never +\S+\n/)
    expect(await json<unknown[]>(['agents', 'list', '--status', 'draft'])).toMatchObject([{ name: 'worded' }])
    expect((await json<unknown[]>(['agents', 'list', '--all'])).length).toBe(2)
  })

  it('registers many, those that others name first', async () => {
    const file = fileOf('many.yaml', [yaml('top', 'may_delegate_to: [mid]\n'), yaml('mid', 'may_delegate_to: [leaf]\n'), yaml('leaf')].join('---\n'))
    const all = await json<(Registered & { name: string })[]>(['agents', 'register', file])
    expect(all.map((one) => one.name)).toEqual(['leaf', 'mid', 'top'])
  })

  it('takes agents from a CSV file, a dry run first, and tags them', async () => {
    const file = fileOf('agents.csv', 'name,owner,purpose,tags\ncsv-one,m.ito@example.com,answers what customers ask,eu\ncsv two,m.ito@example.com,answers what customers ask,\n')
    const dry = await cli.run(['agents', 'import', file, '--dry-run'], asRoot)
    expect([dry.code, dry.err]).toEqual([1, expect.stringContaining('1 of 2 lines would not be taken')])
    expect(existsSync(join(cli.home, 'agents', 'csv-one.jwk.json'))).toBe(false)
    const { out } = await cli.run(['agents', 'import', file, '--json'], asRoot)
    expect((JSON.parse(out) as { lines: { outcome: string }[] }).lines.map(({ outcome }) => outcome)).toEqual(['registers', 'refused'])
    expect(existsSync(join(cli.home, 'agents', 'csv-one.jwk.json'))).toBe(true)
    expect(await json(['agents', 'tag', 'csv-one', '--add', 'pci'])).toMatchObject({ unchanged: 0, refused: [] })
    expect((await json<{ name: string; tags: string[] }[]>(['agents', 'list', '--tag', 'pci'])).map(({ name, tags }) => [name, tags])).toEqual([['csv-one', ['eu', 'pci']]])
  })

  it('leaves no key behind when it is refused, and never writes over one', async () => {
    const keyFile = join(cli.home, 'agents', 'inv-bot.jwk.json')
    const before = readFileSync(keyFile, 'utf8')
    const again = await cli.run(['agents', 'register', fileOf('again.yaml', yaml('inv-bot'))], asRoot)
    expect(again).toMatchObject({ code: 1, out: '' })
    expect(again.err).toContain('lanyard: `document.name` is taken')
    expect(readFileSync(keyFile, 'utf8')).toBe(before)
    const alike = await cli.run(['agents', 'register', fileOf('alike.yaml', yaml('lnv-bot').replace('m.ito', 'nobody'))], asRoot)
    expect(alike.err).toContain('looks like `inv-bot`')
    expect(existsSync(join(cli.home, 'agents', 'lnv-bot.jwk.json'))).toBe(false)
  })

  it('uses a key that it is given, and refuses to send a private one', async () => {
    const { publicJwk, privateJwk } = agentKeyPair()
    const own = fileOf('own.json', JSON.stringify({ document: { name: 'own-key', owner: owner.email, sponsor: owner.email, purpose: 'has a key already' }, public_key: publicJwk }))
    expect(await json<Registered>(['agents', 'register', own])).toMatchObject({ key_file: null })
    const leaky = fileOf('leaky.json', JSON.stringify({ name: 'leaky', owner: owner.email, sponsor: owner.email, purpose: 'would send its key', public_key: privateJwk }))
    const refused = await cli.run(['agents', 'register', leaky], asRoot)
    expect(refused).toMatchObject({ code: 1 })
    expect(refused.err).toContain('private key')
    expect(refused.err + refused.out).not.toContain(privateJwk.d)
    const kept = join(cli.folder, 'elsewhere', 'key.json')
    expect(await json<Registered>(['agents', 'register', fileOf('kept.yaml', yaml('kept')), '--key', kept])).toMatchObject({ key_file: kept })
    expect(statSync(kept).mode & 0o777).toBe(0o600)
  })
})

describe('lanyard login', () => {
  it('signs in through the browser, and the person may do what the root token never can', async () => {
    const login = cli.start(['login'])
    await inBrowser(login, owner)
    const done = await login.done
    expect([done.code, done.out]).toEqual([0, ''])
    expect(done.err).toContain('signed in as M. Ito')
    const file = join(cli.folder, 'config', 'lanyard', 'credentials.json')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(await json(['whoami'], {})).toMatchObject({ kind: 'person', name: 'M. Ito', role: 'owner' })

    const confirmed = await cli.run(['ownership', 'confirm', 'inv-bot', 'worded', 'leaf'], {})
    expect(confirmed).toMatchObject({ code: 1, out: 'inv-bot is still needed\nleaf is still needed\n', err: expect.stringContaining('worded is a draft') })
    expect(await json(['ownership', 'confirm', 'leaf'], {})).toMatchObject({ confirmed: [{ name: 'leaf', confirm_by: null }], refused: [] })
    expect(await cli.run(['ownership', 'confirm', '--due'], {})).toMatchObject({ code: 0, err: expect.stringContaining('none of yours waits') })
    expect(await cli.run(['ownership', 'confirm', '--due', 'leaf'], {})).toMatchObject({ code: 1, err: expect.stringContaining('name agents, or say --due') })

    const args = ['mandates', 'give', 'inv-bot', '--scope', 'mcp:files:read_text_file', '--purpose', 'reads the invoices every night', '--for', '2d']
    const mandate = await json<{ id: string; kind: string }>(args, {})
    expect(mandate).toMatchObject({ kind: 'standing', person: { name: 'M. Ito' }, scopes: ['mcp:files:read_text_file'], ended: null })
    expect((await cli.run(['mandates', 'list', '--agent', 'inv-bot', '--live'], asRoot)).out).toMatch(/^AGENT +GIVEN BY +KIND +UNTIL +STATE +PURPOSE +ID\ninv-bot +M\. Ito +standing +\S+ +live +reads the invoices every night +/)
  })

  it('gives a token to an agent under the mandate, bound to a key', async () => {
    const dpopKey = join(cli.folder, 'dpop.json')
    const resource = 'http://localhost:4100/mcp/files'
    const { code, out, err } = await cli.run(['token', '--agent', 'inv-bot', '--resource', resource, '--dpop-key', dpopKey], asRoot)
    expect([code, err]).toEqual([0, ''])
    const token = JSON.parse(out) as { access_token: string; claims: Record<string, unknown> }
    expect(token).toMatchObject({ dpop_key: dpopKey, token_type: 'dpop', scope: 'mcp:files:read_text_file', claims: { aud: resource, purpose: 'reads the invoices every night' } })
    const unbound = await cli.run(['token', '--agent', 'inv-bot', '--resource', resource], asRoot)
    expect(JSON.parse(unbound.out)).not.toHaveProperty('access_token')
    const refused = await cli.run(['token', '--agent', 'leaf', '--resource', resource], asRoot)
    expect(refused.code).toBe(1)
    expect(refused.err).toMatch(/^lanyard: refused: /)
  })

  it('approves what somebody else registered, and not its own', async () => {
    const high = await cli.run(['agents', 'approve', 'worded'], asRoot)
    expect(high).toMatchObject({ code: 1, err: expect.stringContaining('with high or critical risk an admin approves it') })
    const file = (tools: string) => fileOf('drafted.yaml', yaml('drafted', `tools: [${tools}]`))
    expect((await cli.run(['agents', 'apply', file('{tool_id: read_text_file, mcp_server: files}')], asRoot)).out).toBe('drafted: registered\n')
    expect((await cli.run(['agents', 'apply', file('{tool_id: read_text_file, mcp_server: files}')], asRoot)).out).toBe('drafted: unchanged, revision 1 is in force\n')
    const wider = file('{tool_id: read_text_file, mcp_server: files}, {tool_id: write_file, mcp_server: files}')
    expect((await cli.run(['agents', 'apply', wider, '--note', 'it has to answer, too'], asRoot)).out).toBe('drafted: draft of revision 2, breaking: tools.mcp:files:write_file; somebody else has to approve it\n')
    const diff = await cli.run(['agents', 'diff', 'drafted'], asRoot)
    expect(diff.out).toMatch(/^drafted: revision 1 to revision 2 \(draft, by root token\)\n! tools\.mcp:files:write_file: nothing -> call \(may call another tool\)\n1 changes, 1 breaking\ndigest: sha-256:\S+\napproving ends no live token\n$/)
    const digest = /sha-256:\S+/.exec(diff.out)?.[0] ?? ''
    expect((await cli.run(['agents', 'approve', 'drafted', '--digest', digest.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))], asRoot)).err).toContain('the draft is not the one that was read')
    expect((await cli.run(['agents', 'approve', 'drafted', '--digest', digest], asRoot)).out).toBe('approved drafted: revision 2 is in force\n')
    await json(['agents', 'register', fileOf('mine.yaml', yaml('mine', 'risk_level: critical'))], {})
    const own = await cli.run(['agents', 'approve', 'mine'], {})
    expect(own).toMatchObject({ code: 1, err: expect.stringContaining('lanyard: whoever registered an agent cannot approve it: somebody else has to\n') })
  })

  it('checks a review and decides in one; launching is for a person', async () => {
    const agent = await json<{ id: string }>(['agents', 'show', 'inv-bot'])
    const what = ['--name', 'By command', '--scope', 'agent', '--value', agent.id, '--fallback', admin.email]
    const check = await json<{ agents: number; snapshot: string }>(['reviews', 'check', ...what])
    expect(check).toMatchObject({ agents: 1, reviewer_count: 1, reviewers: [{ person: { name: 'M. Ito' }, items: 1 }] })
    expect(await json(['reviews', 'check', ...what, '--reviewers', 'named', '--reviewer', admin.email, 'm.ito@example.com'])).toMatchObject({ agents: 1, reviewer_count: 1, fallback: 0 })
    expect(await cli.run(['reviews', 'launch', ...what, '--snapshot', check.snapshot], asRoot)).toMatchObject({ code: 1, err: expect.stringMatching(/^lanyard: /) })
    const plan = { name: 'By command', scope: 'agent', value: agent.id, fallback: admin.id, due_at: new Date(Date.now() + 14 * 86_400_000).toISOString() }
    const launched = await launchCampaign(admin, { ...plan, snapshot: check.snapshot })
    if (!launched.ok) throw new Error(JSON.stringify(launched.refusal))
    expect(await cli.run(['reviews', 'decide', launched.value.id, 'inv-bot', 'keep', '--comment', 'it works every night'], {})).toMatchObject({ code: 0, err: 'inv-bot: keep, ready to submit\n' })
    expect(await cli.run(['reviews', 'submit', launched.value.id, '--yes'], {})).toMatchObject({ code: 0, err: expect.stringMatching(/^1 decided: keep 1, reduce 0, remove 0; 1 need a second person\nsubmitted\n$/) })
    expect((await cli.run(['reviews', 'cancel', launched.value.id, '--reason', 'too late by now'], asRoot)).code).toBe(1)
  })

  it('ends with logout, at the authority too', async () => {
    const token = (JSON.parse(readFileSync(join(cli.folder, 'config', 'lanyard', 'credentials.json'), 'utf8')) as { issuers: Record<string, { token: string }> }).issuers[authority.issuer]?.token
    const me = () => fetch(`${authority.issuer}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } })
    expect((await me()).status).toBe(200)
    expect(await cli.run(['logout'])).toMatchObject({ code: 0, err: 'signed out\n' })
    expect((await me()).status).toBe(401)
    expect((await cli.run(['whoami'])).err).toContain('not signed in')
  })
})

describe('lanyard halt', () => {
  it('stops an agent by its name, and prints the order', async () => {
    const order = await json<Record<string, unknown>>(['halt', 'agent', 'inv-bot', '--reason', 'it reads too much'])
    expect(order).toMatchObject({ order_id: expect.stringMatching(/^[0-9a-f-]{36}$/), epoch: 1, covered: { agents: [{ name: 'inv-bot' }] }, receipts: [] })
    expect(await json(['agents', 'show', 'inv-bot'])).toMatchObject({ status: 'suspended', contained_by: [{ order_id: order.order_id, reason: 'it reads too much' }] })
    const refused = await cli.run(['token', '--agent', 'inv-bot', '--resource', 'http://localhost:4100/mcp/files'], asRoot)
    expect(refused).toMatchObject({ code: 1, out: '' })
  })

  it('takes the reason afterwards', async () => {
    const halted = await cli.run(['halt', 'agent', 'leaf'], asRoot)
    const orderId = /order (\S+), epoch 2/.exec(halted.out)?.[1] ?? ''
    expect(halted.err).toContain(`lanyard halt explain ${orderId}`)
    expect(await json(['halt', 'explain', orderId, '--reason', 'a rehearsal'])).toMatchObject({ id: orderId, reason: 'a rehearsal' })
    expect(await cli.run(['halt', 'agent', 'nobody'], asRoot)).toMatchObject({ code: 1, err: 'lanyard: there is no agent `nobody` here\n' })
  })
})

describe('lanyard halt of something wider, or with something left', () => {
  it('says what it would cover, asks for a wide order and takes it back', async () => {
    const preview = await cli.run(['halt', 'owner', 'm.ito@example.com', '--preview'], asRoot)
    expect(preview.out).toMatch(/^would cover M\. Ito \(owner\); nothing is stopped\n/)
    expect(preview.out).toMatch(/not covered: /)
    expect((await cli.run(['halt', 'agent', 'mid', '--preview'], asRoot)).out).toMatch(/depends on it +top: not stopped, and without it\n/)
    const asked = await json<{ id: string; state: string }>(['halt', 'owner', 'm.ito@example.com', '--reason', 'a rehearsal', '--name', 'M. Ito'])
    expect(asked).toMatchObject({ state: 'waiting', target: { name: 'M. Ito' } })
    expect((await cli.run(['halt', 'tenant', '--reason', 'a rehearsal', '--name', 'not its name'], asRoot)).err).toContain('`name` type `')
    expect((await cli.run(['halt', 'cancel', asked.id], asRoot)).out).toBe(`request ${asked.id} is cancelled: it stops nothing\n`)
  })

  it('says what is missing, field by field', async () => {
    expect((await cli.run(['halt', 'server', 'files', '--mode', 'strip'], asRoot)).err).toContain('`mode` strip is none for the grain tool_server: suspend')
    expect((await cli.run(['halt', 'agent', 'leaf', '--mode', 'kill'], asRoot)).err).toMatch(/`reason` is needed: this cannot be undone\n.*`name` type the name of what is stopped/)
    expect((await cli.run(['halt', 'agent', 'leaf', '--until', 'tomorrow'], asRoot)).err).toContain('`tomorrow` is not a time')
    expect(await cli.run(['halt', 'tool', 'files', 'read_text_file', '--json'], asRoot)).toMatchObject({ code: 0 })
  })
})

describe('the rest of the command', () => {
  it('withdraws a mandate', async () => {
    const [mandate] = await json<{ id: string }[]>(['mandates', 'list', '--live'])
    expect((await cli.run(['mandates', 'withdraw', mandate?.id ?? ''], asRoot)).out).toBe('withdrawn: the mandate of M. Ito for inv-bot\n')
    expect(await json(['mandates', 'list', '--live'])).toEqual([])
  })

  it('invites people, and lists them', async () => {
    const link = await cli.run(['people', 'invite', 'k.rao@example.com', '--name', 'K. Rao', '--role', 'analyst'], asRoot)
    expect([link.code, link.out.startsWith(`${authority.issuer}/invite?code=`)]).toEqual([0, true])
    expect((await json<{ name: string }[]>(['people', 'list'])).map((one) => one.name)).toEqual([admin.name, 'K. Rao', 'M. Ito'])
    expect((await json<{ name: string }[]>(['people', 'list', '-q', 'RAO@', '--status', 'invited'])).map((one) => one.name)).toEqual(['K. Rao'])
    expect((await cli.run(['people', 'list', '--limit', '2'], asRoot)).err).toContain('there are more')
  })

  it('rotates the signing keys as the root token, and lists them by their public names', async () => {
    const { current, ended } = await json<{ current: string[]; ended: string[] }>(['keys', 'rotate', '--forced'])
    expect(current).toHaveLength(2)
    const { keys } = await json<{ keys: { kid: string; state: string }[] }>(['keys', 'list'])
    for (const { kid, state } of keys) if (current.includes(kid) || ended.includes(kid)) expect(state).toBe(current.includes(kid) ? 'current' : 'revoked')
    expect((await cli.run(['keys', 'rotate'], asRoot)).err).toContain('has not been published for 30 s yet')
    expect((await cli.run(['keys', 'list'], asRoot)).out).not.toMatch(/sealed|"d"/)
  })

  it('adds and lists tool servers', async () => {
    expect(await json(['servers', 'add', 'crm', '--title', 'CRM', '--url', 'https://crm.example.com/mcp'])).toMatchObject({ slug: 'crm', transport: 'http', resource: 'http://localhost:4100/mcp/crm' })
    expect(await cli.run(['servers', 'add', 'more', '--', 'mcp-server-everything', 'stdio', '--flag'], asRoot)).toMatchObject({ code: 0 })
    expect((await cli.run(['servers', 'add', 'none'], asRoot)).err).toContain('give --url, or a command')
    expect((await cli.run(['servers', 'list'], asRoot)).out).toMatch(/\ncrm +CRM +http +not asked yet +nobody +http:/)
    expect(await cli.run(['servers', 'owner', 'crm', 'm.ito@example.com'], asRoot)).toMatchObject({ code: 0, out: 'crm: M. Ito answers for it\n' })
    expect((await cli.run(['servers', 'owner', 'crm'], asRoot)).err).toContain('name a person, or give --none')
  })
})

describe('lanyard hooks', () => {
  it('sets one up, carries an order out by a command beside the agent, and its answer is the receipt on the order', async () => {
    const port = String(await freePort())
    const hook = await json<{ id: string }>(['hooks', 'add', 'beside', `http://127.0.0.1:${port}/`, '--modes', 'suspend'])
    const beside = cli.start(['hooks', 'run', '--hook', hook.id, '--listen', port, '--timeout', '60', '--', process.execPath, '-e', `console.log(JSON.stringify({ stopped: 1, detail: process.argv[1] }))`, '{agents}'])
    await expect.poll(beside.saidSoFar, { timeout: 60_000 }).toContain(`a runtime hook for ${authority.issuer}`)
    const { id } = await json<Registered>(['agents', 'register', fileOf('hooked.yaml', yaml('hooked'))])
    const { order_id: orderId } = await json<{ order_id: string }>(['halt', 'agent', 'hooked'])
    const api = createApi({ origin: authority.issuer, token: ROOT })
    await expect.poll(async () => (await api.containment.get({ orderId })), { timeout: 60_000 }).toMatchObject({ ok: true, value: { hooks: [{ name: 'beside', state: 'confirmed', detail: `stopped 1; ${id}` }] } })
    beside.child.kill('SIGTERM')
    expect(await beside.done).toMatchObject({ code: 0, out: '', err: expect.stringContaining(`order ${orderId}, suspend of sub_tree: done`) })
    expect((await cli.run(['hooks', 'list'], asRoot)).out).toContain(`beside  http://127.0.0.1:${port}/`)
    expect(await cli.run(['hooks', 'remove', 'beside'], asRoot)).toMatchObject({ code: 0 })
    expect((await cli.run(['hooks', 'run', '--hook', 'none', '--', 'true'], asRoot)).err).toContain('`none` is not the id of a runtime hook')
  }, 180_000)
})

describe('lanyard agents retire', () => {
  it('says what it would do, follows until nothing answers for it, and does it once', async () => {
    const preview = await cli.run(['agents', 'retire', 'leaf', '--preview'], asRoot)
    expect(preview.out).toMatch(/Prove that nothing answers/)
    expect(await json(['agents', 'get', 'leaf'])).not.toMatchObject({ status: 'retired' })
    expect(await cli.run(['agents', 'retire', 'leaf'], asRoot)).toMatchObject({ code: 1, err: 'lanyard: say why, with --reason: this cannot be undone\n' })
    const done = await cli.run(['agents', 'retire', 'leaf', '--reason', 'its work is done'], asRoot)
    expect(done).toMatchObject({ code: 0, out: 'leaf is retired, and nothing answers for it any more\n' })
    expect(done.err).toMatch(/✓ Stop it everywhere[^]*✓ Archive/)
    // Its own key: those that it was tried with are nobody’s.
    expect(await json(['agents', 'get', 'leaf'])).toMatchObject({ status: 'retired', credentials: [{ revoked_at: expect.any(String) }] })
    expect(await cli.run(['agents', 'retire', 'leaf', '--reason', 'once more'], asRoot)).toMatchObject({ code: 1 })
  }, 120_000)
})

describe('lanyard ledger, lanyard systems, lanyard platforms, lanyard streams', () => {
  /** In this process: the command was seen to start often enough. */
  async function lanyard(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const [out, err]: [string[], string[]] = [[], []]
    const environment = cliEnvironment({ LANYARD_HOME: cli.folder, XDG_CONFIG_HOME: cli.folder, LANYARD_ISSUER: authority.issuer, LANYARD_ROOT_TOKEN: ROOT })
    const code = await run(args, { environment, out: (text) => void out.push(text), say: (text) => void err.push(text), isInteractive: false, openBrowser: () => undefined })
    return { code, out: out.join('\n'), err: err.join('\n') }
  }

  it('keep entries for half a year at least, hold them, and say what is archived', async () => {
    expect((await lanyard('ledger', 'retention')).out).toMatch(/stay in the database for 183 days at least \(no less than 183\)\n(?:.* open: what led to it stays\n)?the oldest entry here is of \d{4}-\d\d-\d\d\n0 archived in 0 files, 0 of them there alone/)
    expect(await lanyard('ledger', 'retention', '--days', '182')).toMatchObject({ code: 1, err: expect.stringContaining('must be 183 days (half a year) at least') })
    expect(JSON.parse((await lanyard('ledger', 'retention', '--days', '400', '--json')).out)).toMatchObject({ days: 400, hold: null })
    expect(await lanyard('ledger', 'release')).toMatchObject({ code: 1, err: expect.stringContaining('no hold') })
    expect(await lanyard('ledger', 'hold', '--reason', 'litigation')).toMatchObject({ code: 0, err: 'held: nothing leaves the database' })
    expect((await lanyard('ledger', 'retention')).out).toMatch(/held since \d{4}-\d\d-\d\d by [^:]+: litigation/)
    expect((await lanyard('ledger', 'release')).code).toBe(0)
    expect(await lanyard('ledger', 'archives')).toMatchObject({ code: 0, err: 'nothing is archived: every entry is in the database' })
  })

  it('connect systems by secrets out of files alone, ask them, and believe platforms', async () => {
    const others = await foreignSystems(async () => [])
    try {
      const { scim, oauth, vault } = others
      const [good, bad] = [fileOf('vault-token', `${vault.credential}\n`), fileOf('wrong-token', 'nobody')]
      expect((await lanyard('systems', 'list')).err).toContain('no system is connected')
      expect(await lanyard('systems', 'add', 'Nowhere', '--credential-file', good)).toMatchObject({ code: 1, err: 'lanyard: say one of --scim, --oauth and --secret-store' })
      expect(await lanyard('systems', 'add', 'Vault', '--secret-store', vault.template, '--credential', 'on-the-line')).toMatchObject({ code: 2 })
      expect(await lanyard('systems', 'add', 'Vault', '--secret-store', vault.template, '--credential-file', join(cli.folder, 'not-there'))).toMatchObject({ code: 1, err: expect.stringContaining('cannot be read: ENOENT') })
      expect(await lanyard('systems', 'add', 'Vault', '--secret-store', vault.template, '--header', 'X-Vault-Token', '--credential-file', good)).toMatchObject({ code: 0, err: expect.stringContaining('connected Vault') })
      expect(await lanyard('systems', 'add', 'Directory', '--scim', scim.resources, '--credential-file', bad)).toMatchObject({ code: 0 })
      expect(await lanyard('systems', 'add', 'Cloud', '--oauth', oauth.revocation, '--introspection', oauth.introspection, '--credential-file', fileOf('cloud', oauth.credential))).toMatchObject({ code: 0 })
      expect(await lanyard('systems', 'check', 'Vault')).toMatchObject({ code: 0, out: '✓ secret: it answered 404 for an agent that there is not' })
      expect(await lanyard('systems', 'check', 'Cloud')).toMatchObject({ code: 0, out: expect.stringMatching(/✓ revocation[^]*✓ introspection/) })
      expect(await lanyard('systems', 'check', 'Directory')).toMatchObject({ code: 1, out: expect.stringContaining('✗ account'), err: 'lanyard: Directory would not do what a retirement asks of it' })
      const listed = await lanyard('systems', 'list')
      expect(listed.out).toMatch(/Cloud +authorization server/)
      expect(listed.out + JSON.stringify(await json(['systems', 'list']))).not.toMatch(new RegExp([vault.credential, oauth.credential].join('|')))
      for (const name of ['Vault', 'Directory', 'Cloud']) expect(await lanyard('systems', 'remove', name)).toMatchObject({ code: 0 })
      expect(await lanyard('systems', 'remove', 'Cloud')).toMatchObject({ code: 1, err: 'lanyard: there is no connected system `Cloud`' })
    } finally {
      others.close()
    }
    expect((await lanyard('platforms', 'list')).err).toContain('no platform is believed')
    expect(await lanyard('platforms', 'believe', 'Builders', '--issuer', 'https://builders.test')).toMatchObject({ code: 0, err: 'Builders is believed, as https://builders.test' })
    expect(await lanyard('platforms', 'believe', 'Builders', '--issuer', 'https://others.test')).toMatchObject({ code: 1 })
    expect((await lanyard('platforms', 'list')).out).toContain('none yet')
    expect(await lanyard('platforms', 'stop', 'Builders')).toMatchObject({ code: 0, err: 'Builders is believed no more' })
  })

  it('say what the numbers of ownership are, what others would touch, and set them', async () => {
    expect(await lanyard('ownership', 'show')).toMatchObject({ code: 0, out: expect.stringMatching(/people at high risk +1\n[^]*stops where nobody confirms it +no/), err: expect.stringContaining('none does') })
    expect((await lanyard('ownership', 'people', '--high', '2')).out).toMatch(/people at high risk +2/)
    expect((await lanyard('ownership', 'people', '--high', '1', '--json')).out).toContain('"high": 1')
    expect(await lanyard('ownership', 'lapse', '--low', '29')).toMatchObject({ code: 1, err: expect.stringContaining('low') })
    expect(await lanyard('ownership', 'lapse', '--low', 'x')).toMatchObject({ code: 2 })
    expect(await lanyard('ownership', 'lapse', '--reconfirm', '--low', '400', '--preview')).toMatchObject({ code: 0, out: expect.stringMatching(/nobody confirmed +0 told of at once[^]*not used +0/) })
    expect((await lanyard('ownership', 'show')).out).toMatch(/stops where nobody confirms it +no/)
    expect((await lanyard('ownership', 'lapse', '--reconfirm', '--low', '400', '--notice', '20')).out).toMatch(/at low risk within +400 days[^]*notice +20 days/)
    expect((await lanyard('ownership', 'lapse', '--no-reconfirm')).out).toMatch(/stops where nobody confirms it +no\n *confirmed at low risk within +400 days/)
    expect(await lanyard('ownership', 'confirm', 'leaf')).toMatchObject({ code: 1 })
    expect(await lanyard('teams', 'set', 'Post', '--lead', 'm.ito@example.com')).toMatchObject({ code: 0, err: 'Post: M. Ito leads it' })
    expect(await lanyard('teams', 'add', 'Post', 'admin@example.com')).toMatchObject({ code: 0, err: 'admin@example.com is in Post' })
    expect((await lanyard('teams', 'show', 'Post')).out).toMatch(/lead +M\. Ito[^]*A\. Dmin +0/)
    expect(await lanyard('teams', 'remove', 'Post', 'admin@example.com')).toMatchObject({ code: 0 })
    expect((await lanyard('teams', 'list')).out).toMatch(/Post +M\. Ito +- +0 +0/)
  })

  it('set up, pause, resume and remove a stream, and refuse what is no place', async () => {
    expect((await lanyard('streams', 'add', 'nowhere')).err).toContain('say one of --syslog, --webhook and --file')
    expect((await lanyard('streams', 'add', 'SIEM', '--syslog', 'siem')).code).toBe(2)
    expect((await lanyard('streams', 'add', 'disk', '--file', 'a.jsonl')).err).toContain('LANYARD_STREAM_FOLDER')
    const hook = await lanyard('streams', 'add', 'hook', '--webhook', 'https://siem.test/in', '--actions', 'containment.*')
    expect([hook.code, hook.out]).toEqual([0, expect.stringMatching(/^whsec_/)])
    expect((await lanyard('streams', 'add', 'SIEM', '--syslog', '[2001:db8::1]:6514', '--format', 'cef', '--results', 'denied')).code).toBe(0)
    expect((await lanyard('streams', 'list')).out).toMatch(/SIEM.*cef.*running/)
    expect((await lanyard('streams', 'pause', 'SIEM', '--reason', 'moved')).code).toBe(0)
    expect(JSON.parse((await lanyard('streams', 'list', '--json')).out)).toEqual(expect.arrayContaining([expect.objectContaining({ name: 'hook', state: 'running' }), expect.objectContaining({ name: 'SIEM', state: 'paused', paused: expect.objectContaining({ reason: 'moved' }) })]))
    expect((await lanyard('streams', 'resume', 'SIEM')).code).toBe(0)
    for (const name of ['SIEM', 'hook']) expect((await lanyard('streams', 'remove', name)).code).toBe(0)
    expect(await lanyard('streams', 'test', 'SIEM')).toMatchObject({ code: 1, err: expect.stringContaining('there is no stream') })
    expect((await lanyard('streams', 'list')).err).toContain('there is no stream')
  })

  it('cosign a log as it is served, name the witnesses of this one, and hear from a witness which head was the last', async () => {
    const { out: key, err: at } = await lanyard('witness', 'key')
    const url = at.replace('at ', '')
    expect([key, url]).toEqual([expect.stringMatching(/^[^+]+\/witness\/[0-9a-f-]{36}\+[0-9a-f]{8}\+/), expect.stringContaining(`${authority.issuer}/witness/`)])
    expect((await lanyard('witness', 'list')).err).toContain('there is no witness')
    expect(await lanyard('witness', 'add', 'Other', '--url', url, '--key', 'nothing')).toMatchObject({ code: 1, err: expect.stringContaining('name+hash+key') })
    expect(await lanyard('witness', 'add', 'Other', '--url', url, '--key', key)).toMatchObject({ code: 0, err: `added Other, at ${url}` })
    expect((await lanyard('witness', 'list')).out).toMatch(/Other.*nothing yet/)
    expect((await lanyard('witness', 'remove', 'Other')).code).toBe(0)
    const vkey = (await lanyard('log', 'trust')).out
    expect((await lanyard('witness', 'add-log', vkey)).code).toBe(0)
    const [origin = ''] = vkey.split('+')
    expect(await lanyard('log', 'witnessed', url, origin)).toMatchObject({ code: 1, err: expect.stringContaining('has cosigned no head') })
    const note = `${(await lanyard('log', 'checkpoint')).out}\n`
    const answer = await fetch(`${url}/add-checkpoint`, { method: 'POST', body: `old 0\n\n${note}` })
    expect([answer.status, (await answer.text()).startsWith(`— ${key.split('+')[0]} `)]).toEqual([200, true])
    const { code, out } = await lanyard('log', 'witnessed', url, origin)
    expect([code, out.startsWith(note.trimEnd()), out.split('\n').length]).toEqual([0, true, note.trimEnd().split('\n').length + 1])
    expect((await lanyard('witness', 'logs')).out).toContain(origin)
    expect((await lanyard('witness', 'remove-log', origin)).code).toBe(0)
    expect((await lanyard('witness', 'logs')).err).toContain('no log is witnessed')
    expect(await lanyard('witness', 'remove-log', origin)).toMatchObject({ code: 1, err: expect.stringContaining('not witnessed') })
  })
})
