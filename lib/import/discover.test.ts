import { existsSync, mkdtempSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { FOUND_KINDS, FoundInput, type RunTotals } from '@/lib/identity/discovery/contract'
import { checkoutsBelow } from './discover/checkout'
import { readText } from './discover/read-file'
import { readFile, Gathering, scanFolder, type FileReport, type Part } from './discover/scan'

const FIXTURES = resolve(import.meta.dirname, 'discover/fixtures')

async function scanned(folder: string): Promise<Part & { totals: RunTotals; all: boolean; parts: Part[] }> {
  const parts: Part[] = []
  const gathering = new Gathering(async (part) => void parts.push(part))
  const { all } = await scanFolder(folder, gathering)
  const totals = await gathering.end()
  return { found: parts.flatMap(({ found }) => found), credentials: parts.flatMap(({ credentials }) => credentials), unread: parts.flatMap(({ unread }) => unread), totals, all, parts }
}
const of = (path: string, value: unknown): Promise<FileReport> => readFile(path, typeof value === 'string' ? value : JSON.stringify(value), null)

describe('files of the published shapes', async () => {
  const { found, credentials, unread, totals } = await scanned(FIXTURES)
  const named = (name: string) => found.find((one) => one.name === name) ?? expect.fail(`${name} was not found among ${found.map((one) => one.name).join(', ')}`)
  const credentialsOf = (holder: { path: string; at: string }) => credentials.filter((one) => one.path === holder.path && one.holder === holder.at).map(({ tier, at, digest, vaulted }) => ({ tier, at, hasDigest: digest !== null, vaulted }))

  it('are found, of every kind', () => {
    expect(new Set(found.map(({ kind }) => kind))).toEqual(new Set(FOUND_KINDS.filter((kind) => !['gateway_caller', 'audit_actor', 'platform_workload'].includes(kind))))
    expect(totals.files).toBe(Object.values(totals.understood).reduce((a, b) => a + b, 0) + Object.values(totals.explained).reduce((a, b) => a + b, 0) + 1) // and the broken one
  })

  it('tell of a client what it reaches, and of its credentials where they stand', () => {
    const cursor = named('Cursor in desk')
    expect(cursor.reaches).toEqual(['tickets: npx @example/tickets-mcp@1.2.0', 'warehouse: https://mcp.warehouse.example/mcp', 'empty: named only'])
    expect(credentialsOf(cursor)).toEqual([
      { tier: 4, at: 'mcpServers.tickets.env.TICKETS_API_KEY', hasDigest: false, vaulted: false },
      { tier: 5, at: 'mcpServers.warehouse.headers.Authorization', hasDigest: true, vaulted: false },
    ])
    expect(credentials.find(({ at }) => at === 'mcpServers.warehouse.headers.Authorization')?.line).toBe(10)
    expect(cursor.servers?.map(({ name, place, tier, unknown }) => [name, place, tier, unknown !== null])).toEqual([['tickets', 'npx @example/tickets-mcp@1.2.0', 4, false], ['warehouse', 'https://mcp.warehouse.example/mcp', 5, false], ['empty', 'named only', null, true]])
    expect([named('VS Code in desk'), named('mcp-agent in desk'), named('Release Helper')].map(({ servers }) => servers?.map(({ tier }) => tier))).toEqual([[4], [1], [4]])
    expect(named('VS Code in desk').reaches).toEqual(['notes: node'])
    expect(credentialsOf(named('mcp-agent in desk'))).toEqual([
      { tier: 1, at: 'mcp.servers.github.auth.oauth', hasDigest: false, vaulted: false },
      { tier: 4, at: 'openai.api_key', hasDigest: false, vaulted: true },
    ])
  })

  it('tell of agents what a document can take over', () => {
    expect(named('Invoice Reader')).toMatchObject({ kind: 'a2a_card', urls: ['https://invoices.example/a2a'], document: { name: 'Invoice-Reader', version: '2.1.0', capabilities: [{ capability_id: 'read-invoice' }], accountability: { deployer: 'Example Ltd' } } })
    expect(named('writer')).toMatchObject({ kind: 'langgraph', document: { purpose: 'Writes what was researched.' } })
    expect(named('crew analyst')).toMatchObject({ kind: 'crewai', reaches: ['search'], notes: ['It may pass work on to any other agent of its crew'] })
    expect(named('Release Helper')).toMatchObject({ kind: 'copilot_agent', reaches: ['tool: read', 'tool: search', 'tool: tickets/*', 'tickets: docker example/tickets'] })
    expect(named('groups')).toMatchObject({ kind: 'declarative_agent', client_ids: ['8f5e3c1a-0000-4000-8000-000000000001'] })
    expect(named('holiday-planner')).toMatchObject({ kind: 'bedrock_agent', at: 'Resources.Planner' })
    expect(named('Menu API').reaches).toEqual(['GET /dishes', 'POST /orders'])
    expect(named('night-batch')).toMatchObject({ kind: 'keycloak_client', client_ids: ['night-batch'] })
    expect(named('agent-reader')).toMatchObject({ kind: 'spire_entry', spiffe_ids: ['spiffe://example.org/agent/reader'] })
    expect(named('io.github.example/search').urls).toEqual(['https://search.example/mcp'])
  })

  it('tell of tiers', () => {
    const tierOf = (name: string) => credentialsOf(named(name)).map(({ tier }) => tier)
    expect([tierOf('night-batch'), tierOf('signing-bot'), tierOf('web'), tierOf('agent-reader'), tierOf('holiday-planner'), tierOf('Groups API'), tierOf('payments-remote')]).toEqual([[5], [3], [1], [2], [2], [4], [4]])
    expect(credentials.find(({ what }) => what.startsWith('password of a user'))).toMatchObject({ tier: 5, holder: null, at: 'users[0].credentials[0].value' })
  })

  it('say of what cannot be read where it is and why', () => {
    expect(unread.map(({ path, at, reason }) => `${path} ${at}: ${reason}`)).toEqual(
      expect.arrayContaining([
        'spire/entries.json entries[1], line 3: has a lifetime below zero',
        'spire/entries.json entries[2], line 4: has a SPIFFE ID that is none',
        'realm/realm-export.json clients[4], line 8: is a client without a clientId',
        'crew/config/agents.yaml not_one, line 13: is no agent: it has no role and goal',
        'desk/.cursor/mcp.json mcpServers.empty, line 12: is no server: it has neither a command nor an address',
      ]),
    )
    expect(unread.find(({ path }) => path === 'broken/mcp.json')?.at).toMatch(/^line [34]$/)
  })

  it('never tell a secret, and are small enough to send', async () => {
    const { parts } = await scanned(FIXTURES)
    const text = JSON.stringify(parts)
    for (const secret of ['correct-horse-battery-staple', 'kept-in-the-export-1', 'password-of-ann']) expect(text).not.toContain(secret)
    for (const part of parts) expect(JSON.stringify(part).length).toBeLessThan(60_000)
  })

  it('say the same twice', async () => expect((await scanned(FIXTURES)).parts).toEqual((await scanned(FIXTURES)).parts))
})

describe('secrets of known shapes', () => {
  const letters = (count: number) => randomBytes(count * 2).toString('base64').replace(/[^A-Za-z0-9]/g, '').slice(0, count)
  // Put together here, so that no scanner takes this file for a leak.
  const made = { 'GitHub token': `gh${'p'}_${letters(36)}`, 'Slack token': `xox${'b'}-${'1'.repeat(12)}-${'2'.repeat(12)}-${letters(24)}`, 'npm token': `np${'m'}_${letters(36)}` }

  it.each(Object.entries(made))('[55] a %s is found wherever it stands, and told by its digest alone', async (what, secret) => {
    for (const [path, text] of [
      ['a/mcp.json', JSON.stringify({ mcpServers: { a: { command: 'x', args: ['run', secret] } } })],
      ['src/main.py', `client = connect("${secret}")\n`],
      ['.env', `GREETING=hello\nSERVICE_TOKEN=${secret}\n`],
    ] as const) {
      const report = await of(path, text)
      const [hit, ...more] = report.credentials.filter(({ tier }) => tier === 5)
      expect(more, path).toEqual([])
      expect(hit, `${path}: ${what}`).toMatchObject({ tier: 5, path })
      expect(hit?.digest).toMatch(/^[\w-]{43}$/)
      expect(JSON.stringify(report)).not.toContain(secret)
    }
  })

  it('one that stands among the arguments of a server is that server’s, and of no other', async () => {
    const secret = `gh${'p'}_${letters(36)}`
    const { found } = await of('mcp.json', { mcpServers: { a: { command: 'x', args: ['run', secret] }, b: { command: 'y' } } })
    expect(found[0]?.servers).toEqual([{ name: 'a', place: 'x', tier: 5, unknown: null }, { name: 'b', place: 'y', tier: null, unknown: null }])
  })

  it.each([
    [{ command: 'x', envFile: '.env' }, 'another file'],
    [{ command: 'docker', args: ['run', '--env-file=x.env', 'a/b'] }, 'another file'],
    [{ command: 'docker', args: ['run', '-e', 'API_KEY', 'a/b'] }, 'a place for a secret'],
    [{ command: 'x', args: ['--api-key', '<your key>'] }, 'a place for a secret'],
    [{ url: 'https://a.example/mcp', headers: { Authorization: 'Bearer YOUR_TOKEN' } }, 'a place for a secret'],
    [{ command: 'x', env: { USE_TOKEN: 'true', REGION: 'eu' } }, null],
    [{ command: 'x', envFile: '.env', env: { API_KEY: '${API_KEY}' } }, null],
  ])('where the entry of a server leaves open how it is got into, it is not known: %o', async (server, why) => {
    const known = (await of('mcp.json', { mcpServers: { a: server } })).found[0]?.servers?.[0]?.unknown
    if (why === null) expect(known).toBeNull()
    else expect(known).toContain(why)
  })

  it('the same value has the same digest, in whatever shape it was found', async () => {
    const value = `gh${'p'}_${letters(36)}`
    const digests = [(await of('mcp.json', { mcpServers: { a: { command: 'x', env: { GITHUB_TOKEN: value } } } })).credentials, (await of('x.sh', `export T=${value}`)).credentials].map(([one]) => one?.digest)
    expect(new Set(digests).size).toBe(1)
  })

  it('a parser that stumbles over a secret does not repeat it', async () => {
    const report = await of('mcp.json', '{ "mcpServers": { "a": { "env": { "KEY": "s3cr3t-s3cr3t" "OTHER": 1 } } }')
    expect(report.unread).toHaveLength(1)
    expect(JSON.stringify(report)).not.toContain('s3cr3t')
  })

  it('placeholders are none', async () => {
    const server = { command: 'x', env: { API_KEY: '<your key>', TOKEN: 'YOUR_TOKEN', PASSWORD: '', SECRET: 'xxxx' }, args: ['--api-key', 'your-api-key'] }
    expect((await of('mcp.json', { mcpServers: { a: server } })).credentials).toEqual([])
  })
})

describe('what somebody wrote to do harm', () => {
  it('never makes an importer fail, whatever stands where (property)', () => {
    const name = fc.constantFrom(
      'mcpServers', 'servers', 'mcp', 'a', 'command', 'url', 'args', 'env', 'headers', 'API_KEY', 'name', 'skills', 'capabilities', 'id', 'graphs', 'dependencies', 'path', 'role', 'goal', 'Resources', 'Type',
      'Properties', 'ActionGroups', 'AgentName', 'realm', 'clients', 'clientId', 'secret', 'users', 'credentials', 'type', 'value', 'entries', 'spiffe_id', 'selectors', 'packages', 'remotes', 'version', 'openapi', 'paths', 'get',
      'components', 'securitySchemes', 'copilotAgents', 'declarativeAgents', 'manifestVersion', 'functions', 'runtimes', 'auth', 'oauth', 'config', 'secrets', 'about', 'meta', 'tools', '__proto__',
    ) // prettier-ignore
    const leaf = fc.oneof(fc.string(), fc.integer(), fc.constantFrom(null, true, 'password', 'AWS::Bedrock::Agent', 'spiffe://a/b', '3.0.0', 'server', 'https://u:p@x.example/?key=abcdefgh', '${X}'))
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({ value: fc.oneof({ maxDepth: 5, withCrossShrink: true }, leaf, fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(name, tie('value'), { maxKeys: 5 })) }))
    fc.assert(
      fc.property(value, fc.constantFrom('mcp.json', 'agent-card.json', 'agents.yaml', 'langgraph.json', 'x.agent.md', 'mcp_agent.config.yaml'), (made, path) => {
        const text = JSON.stringify(made)
        for (const one of readText(path, path.endsWith('.md') ? `---\n${text}\n---\n` : text, null).found) FoundInput.parse(one)
      }),
      { numRuns: 600 },
    )
  })

  it('is bounded', async () => {
    expect((await of('mcp.json', '['.repeat(5_000))).unread[0]?.reason).toContain('nested')
    expect((await of('a.yaml', `a: &a [x,x]\n${Array.from({ length: 40 }, (_, n) => `b${n}: [${'*a,'.repeat(40)}]`).join('\n')}`)).unread).toHaveLength(1)
    expect((await of('mcp.json', ' '.repeat(1024 * 1024 + 1))).unread[0]?.reason).toContain('1 MiB')
    const many = await of('servers.json', Array.from({ length: 3_000 }, (_, n) => ({ name: `a/${n}`, packages: [], version: '1' })))
    expect(many.found).toHaveLength(2_000)
    expect(many.unread[0]?.reason).toContain('after the first')
  })

  it('[40] brings no control characters, and no name of the language’s own', async () => {
    const { found } = await of('agent-card.json', { name: '\u202Eevil<script>', description: 'reads\u0000 files', skills: [], capabilities: {}, protocolVersion: '1' })
    expect(found[0]).toMatchObject({ name: 'evil<script>', document: { name: 'evil-script', purpose: 'reads files' } })
    expect((await of('mcp.json', '{"__proto__": {"mcpServers": {"a": {"command": "x"}}}, "constructor": {"servers": {}}}')).found).toEqual([])
  })

  it('[52] has a byte order mark and the line ends of others, and is read', async () => expect((await of('mcp.json', '\uFEFF{\r\n"mcpServers": {\r\n"a": {"command": "x"}}}')).found).toHaveLength(1))

  it('says which commit of which checkout it is of, by Git’s files alone', async () => {
    const top = realpathSync(mkdtempSync(join(tmpdir(), 'checkout-')))
    const put = (path: string, text: string) => (mkdirSync(join(top, path, '..'), { recursive: true }), writeFileSync(join(top, path), text))
    const [a, b, c] = ['a'.repeat(40), 'b'.repeat(64), 'c'.repeat(40)]
    put('one/.git/HEAD', 'ref: refs/heads/feature/x\n')
    put('one/.git/packed-refs', `# pack-refs with: peeled fully-peeled sorted\n${c} refs/heads/main\n${a} refs/heads/feature/x\n^${c}\n`)
    put('one/.git/config', '[core]\n\tbare = false\n\turl = no\n[remote "fork"]\n\turl = git@github.com:fork/agents.git\n[remote "origin"]\n\turl = ssh://me:secret@git.example/agents.git?x=1\n')
    // A run of Git would carry these out.
    put('one/.git/hooks/post-checkout', '#!/bin/sh\ntouch "$0.ran"\n')
    put('detached/.git/HEAD', `${b}\n`)
    put('detached/.git/config', '[remote "only"]\n\turl = me@host:path.git\n')
    put('worktree/.git', 'gitdir: ../one/.git/worktrees/w\n')
    put('one/.git/worktrees/w/HEAD', 'ref: refs/heads/main\n')
    put('one/.git/worktrees/w/commondir', '../..\n')
    put('empty/.git/HEAD', 'ref: refs/heads/nobody\n')
    put('climbs/.git/HEAD', 'ref: refs/../../../one/.git/HEAD\n')
    const outside = mkdtempSync(join(tmpdir(), 'outside-'))
    onTestFinished(() => [top, outside].forEach((made) => rmSync(made, { recursive: true })))
    writeFileSync(join(outside, 'HEAD'), `${c}\n`)
    put('leads-out/.git', `gitdir: ${outside}\n`)
    mkdirSync(join(top, 'linked'))
    symlinkSync(outside, join(top, 'linked/.git'))
    const of = checkoutsBelow(top)
    expect(await of('one/deep/er/mcp.json')).toEqual({ commit: a, branch: 'feature/x', remote: 'ssh://git.example/agents.git' })
    expect(await of('detached/mcp.json')).toEqual({ commit: b, branch: null, remote: 'host:path.git' })
    expect(await of('worktree/mcp.json')).toEqual({ commit: c, branch: 'main', remote: 'ssh://git.example/agents.git' })
    for (const none of ['empty/mcp.json', 'climbs/mcp.json', 'leads-out/mcp.json', 'linked/mcp.json', 'mcp.json']) expect(await of(none), none).toBeNull()
    expect(existsSync(join(top, 'one/.git/hooks/post-checkout.ran'))).toBe(false)
  })

  it('leads nowhere: links are not followed, pipes are not opened', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'discover-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const inside = join(folder, 'inside')
    mkdirSync(join(inside, 'node_modules/a'), { recursive: true })
    const config = JSON.stringify({ mcpServers: { a: { command: 'x' } } })
    writeFileSync(join(folder, 'mcp.json'), config)
    for (const path of ['mcp.json', 'node_modules/a/mcp.json']) writeFileSync(join(inside, path), config)
    symlinkSync(join(folder, 'mcp.json'), join(inside, 'linked.json'))
    symlinkSync(folder, join(inside, 'up'))
    execFileSync('mkfifo', [join(inside, 'pipe.json')])
    const { found, totals, all } = await scanned(inside)
    expect(found.map(({ path }) => path)).toEqual(['mcp.json'])
    expect(totals.explained).toMatchObject({ 'A symbolic link: not followed': 2, 'A socket, pipe or device: not opened': 1, 'A folder of others’ code or of what was built': 1 })
    expect(all).toBe(true)
  })
})

/** Real files that others wrote; where they are beside the clone, every one of them is understood or explained. */
const DATA = [resolve(import.meta.dirname, '../../../shared/data'), process.env['AGENT_FILES'] ?? ''].find((folder) => folder !== '' && existsSync(folder))
describe.skipIf(!DATA)('real files', () => {
  it('are understood, or it is said why not', { timeout: 120_000 }, async () => {
    const { found, unread, totals, all, credentials } = await scanned(DATA as string)
    const files = readdirSync(DATA as string, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    const kinds = Object.fromEntries(FOUND_KINDS.map((kind) => [kind, found.filter((one) => one.kind === kind).length]))
    process.stdout.write(`${JSON.stringify({ found: kinds, ...totals, tiers: [1, 2, 3, 4, 5].map((tier) => credentials.filter((one) => one.tier === tier).length) })}\n`)
    expect(all).toBe(true)
    expect(totals.files).toBe(files.length)
    // Every file: understood, explained, or told as unread with its place and reason.
    const sum = (counts: Record<string, number>) => Object.values(counts).reduce((a, b) => a + b, 0)
    const onlyUnread = new Set(unread.map(({ path }) => path))
    expect(sum(totals.understood) + sum(totals.explained)).toBeLessThanOrEqual(files.length)
    expect(sum(totals.understood) + sum(totals.explained) + onlyUnread.size).toBeGreaterThanOrEqual(files.length)
    for (const { at, reason } of unread) expect([at, reason].every((text) => text.length > 2)).toBe(true)
    for (const one of found) expect(FoundInput.safeParse(one).error?.issues ?? [], `${one.path} ${one.at}`).toEqual([])
    expect(kinds).toMatchObject({ mcp_client: expect.any(Number), copilot_agent: expect.any(Number) })
    for (const kind of ['mcp_client', 'a2a_card', 'langgraph', 'crewai', 'copilot_agent', 'declarative_agent', 'keycloak_client', 'spire_entry', 'mcp_server', 'openapi_plugin'] as const) expect(kinds[kind], kind).toBeGreaterThan(0)
    // What stands in the files is not in what is sent.
    const realm = JSON.parse(readFileSync(join(DATA as string, 'keycloak-realms/agentgateway__agentgateway/examples/traffic-token-exchange/oauth-rfc8693/backend-oauth-realm.json'), 'utf8')) as { clients: { secret: string }[] }
    for (const { secret } of realm.clients) expect(JSON.stringify([found, credentials])).not.toContain(secret)
  })
})
