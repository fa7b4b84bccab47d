import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { IdentityDocument } from '@/lib/identity/registry/contract'
import { understand, type Draft } from '.'

const FILES = { slug: 'files', title: 'Files', tools: [{ name: 'read_file' }, { name: 'write_file' }] }
const draftOf = async (text: string): Promise<Draft> => {
  const understood = await understand(text, [FILES])
  return understood.ok ? understood.draft : expect.fail(understood.problems.join('; '))
}
/** Whatever a draft says must be sayable in a document. */
const isSayable = (draft: Draft) =>
  IdentityDocument.safeParse({ name: 'x', owner: 'a@b.example', sponsor: 'a@b.example', purpose: 'a purpose that is long enough', ...draft.document })

describe('an A2A card', () => {
  it('gives capabilities and a purpose, and neither tools nor an owner', async () => {
    const draft = await draftOf(
      JSON.stringify({ name: 'Currency Agent 3', description: 'Converts currencies', version: '1.0.0', provider: { organization: 'Example org' }, skills: [{ id: 'convert', name: 'Convert', description: 'Converts' }, { name: 'no id' }] }),
    )
    expect(draft).toMatchObject({
      kind: 'a2a_card',
      document: { name: 'Currency-Agent-3', purpose: 'Converts currencies', platform: 'a2a', capabilities: [{ capability_id: 'convert', risk_level: 'medium' }], accountability: { deployer: 'Example org' } },
    })
    expect(draft.document).not.toHaveProperty('tools')
    expect(draft.document).not.toHaveProperty('owner')
    expect(draft.open.join()).toContain('1 skills without an id')
  })

  it('[40] brings no control characters and no overrides of direction', async () => {
    const draft = await draftOf(JSON.stringify({ name: '‮evil<script>', description: 'reads\u0000 files\u202E backwards', skills: [] }))
    expect(draft.document).toMatchObject({ name: 'evil-script', purpose: 'reads files backwards' })
  })
})

describe('a client’s configuration', () => {
  const config = (server: object, key = 'mcpServers') => JSON.stringify({ [key]: { Files: server } })

  it('gives the tools of the servers that are known, and says which are not', async () => {
    const draft = await draftOf(JSON.stringify({ mcpServers: { files: { command: 'npx', args: ['-y', 'server'] }, github: { url: 'https://mcp.example/github' } } }))
    expect(draft.document.tools).toEqual([{ mcp_server: 'files', tool_id: 'read_file' }, { mcp_server: 'files', tool_id: 'write_file' }])
    expect(draft.open.join()).toContain('`github` is not behind the gateway')
  })

  it.each(['mcpServers', 'servers', 'context_servers'])('is found at %s', async (key) => expect((await draftOf(config({ command: 'x' }, key))).taken[0]).toContain(key))
  it('is found in the settings of an editor, with comments', async () => expect((await draftOf('{\n // mine\n "mcp": { "servers": { "a": { "url": "http://x" } } } }')).kind).toBe('mcp_client_config'))

  it('tells where a secret stands and never what it is', async () => {
    const secret = 'ghp_0123456789abcdefABCDEF'
    for (const server of [
      { command: 'x', env: { GITHUB_TOKEN: secret } },
      { url: 'https://x.example', headers: { Authorization: `Bearer ${secret}` } },
      { command: 'x', args: ['--api-key', secret] },
      { command: 'x', args: [`--token=${secret}`] },
      { url: `https://x.example/?api_key=${secret}` },
    ]) {
      const draft = await draftOf(config(server))
      expect(draft.secrets, JSON.stringify(server)).toHaveLength(1)
      expect(JSON.stringify(draft)).not.toContain(secret)
    }
    for (const server of [{ command: 'x', env: { API_KEY: '${API_KEY}', TOKEN: '<your token>', SECRET: 'YOUR_SECRET', OTHER: secret } }, { command: 'x', args: ['--api-key', '$KEY'] }, { url: 'https://x.example/?page=2' }])
      expect((await draftOf(config(server))).secrets, JSON.stringify(server)).toEqual([])
  })
})

it.each(['', '[]', 'just text', '{"what-is-this": {"a": 1}}', '{"mcp": {}}', 'a: [', '{"__proto__": {"mcpServers": {"a": {"command": "x"}}}}'])('%j is not understood, and it says so', async (text) => {
  const understood = await understand(text, [])
  expect(understood).toMatchObject({ ok: false })
  expect(!understood.ok && understood.problems.length).toBeGreaterThan(0)
})

/** Public cards and configurations (`a2a-agent-cards`, `mcp-client-configs`), read in place where AGENT_FILES says they are. */
const folder = process.env['AGENT_FILES']
it.skipIf(!folder)('files that others wrote are understood', async () => {
  const counts = { understood: 0, not: [] as string[] }
  for (const kind of ['a2a-agent-cards', 'mcp-client-configs'])
    for (const entry of readdirSync(join(folder as string, kind), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.(json|ya?ml)$/.test(entry.name)) continue
      const file = join(entry.parentPath, entry.name)
      const understood = await understand(readFileSync(file, 'utf8'), [FILES])
      if (!understood.ok) counts.not.push(`${file}: ${understood.problems[0]}`)
      else {
        counts.understood++
        expect(isSayable(understood.draft).error?.issues ?? [], file).toEqual([])
      }
    }
  expect(counts.understood, counts.not.join('\n')).toBeGreaterThan(90)
  expect(counts.not.filter((problem) => !problem.includes('neither an identity document'))).toEqual([])
})
