import { describe, expect, it } from 'vitest'
import { IdentityDocument, type ToolServerView } from '@/lib/identity/registry/contract'
import { consentOffer } from './consent-offer'

const tool = (name: string, read_only: boolean | null, description: string | null = null) => ({ name, title: null, description, read_only })
const server = (slug: string, tools: ToolServerView['tools']): ToolServerView => ({
  id: slug, slug, title: slug.toUpperCase(), description: '', transport: 'stdio', resource: `https://gw.example/mcp/${slug}`, tools, discovered_at: null, created_at: '2026-01-01T00:00:00Z', owner: null,
}) // prettier-ignore
const servers = [server('files', [tool('write_file', false), tool('read_file', true), tool('odd', null)]), server('mail', [tool('send', false)])]
const agent = {
  document: IdentityDocument.parse({
    name: 'a', owner: 'o', sponsor: 's', purpose: 'tests things', tools: [
      { tool_id: 'read_file', mcp_server: 'files' }, { tool_id: 'write_file', mcp_server: 'files' }, { tool_id: 'odd', mcp_server: 'files' },
      { tool_id: 'gone', mcp_server: 'files' }, { tool_id: 'x', mcp_server: 'unknown' },
    ],
  }),
} // prettier-ignore

describe('what a person is offered', () => {
  it('is what was asked for and is in the document, what changes things first', () => {
    const offer = consentOffer('mcp:files:read_file mcp:files:write_file mcp:files:odd openid', agent, servers)
    expect(offer.servers.map(({ slug, tools }) => [slug, tools.map(({ name, access }) => [name, access])])).toEqual([
      ['files', [['write_file', 'changes'], ['odd', 'unknown'], ['read_file', 'reads']]],
    ])
    expect(offer).toMatchObject({ withheld: [], protocolScopes: ['openid'] })
  })

  it('[14] is never the management API, another agent’s tool or something made up, and each is named', () => {
    const offer = consentOffer('mcp:mail:send mcp:unknown:x api:agents:write https://id.example/api/v1 mcp:files:* mcp:Files:read_file', agent, servers)
    expect(offer.servers).toEqual([])
    expect(offer.withheld.map(({ scope }) => scope)).toHaveLength(6)
  })

  it('names a tool once, and one that its server does not describe by its name', () => {
    const offer = consentOffer('mcp:files:gone mcp:files:gone', agent, servers)
    expect(offer.servers[0]?.tools).toEqual([{ scope: 'mcp:files:gone', name: 'gone', title: 'gone', description: '', access: 'unknown' }])
  })

  it('[40] shows a description as one line of plain text', () => {
    const nasty = server('files', [tool('read_file', true, `a\u202Eb\n\u001b[31mc\u200B ${'long '.repeat(200)}`)])
    const description = consentOffer('mcp:files:read_file', agent, [nasty]).servers[0]?.tools[0]?.description ?? ''
    expect(description).toMatch(/^a b \[31mc long /)
    expect(description.length).toBeLessThanOrEqual(241)
  })
})
