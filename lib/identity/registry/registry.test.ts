import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { agentKeyPair } from '@/lib/testing/agents'
import { AgentNameField, PublicJwk, RegisterAgentInput } from './contract'
import { nameKey } from './internal/name-key'
import { checkPublicKey } from './internal/public-key'
import { redirectUriProblem } from './internal/redirect-uri'
import { reviewDate } from './internal/review-date'
import { transportProblem } from './internal/transport'
import { resourceOf, serverOf } from './resource'

describe('names', () => {
  it('[8] that look alike have one key', () => {
    for (const [a, b] of [['inv-bot', 'INV-BOT'], ['inv-bot', 'inv_bot'], ['inv-bot', 'inv.bot'], ['b0t', 'bot'], ['al', 'aI'], ['a1', 'al'], ['rnail', 'mail'], ['vvorker', 'worker']] as const)
      expect(nameKey(a), `${a} and ${b}`).toBe(nameKey(b))
  })
  it('that are numbered keep apart', () => {
    const keys = Array.from({ length: 3_000 }, (_, n) => nameKey(`agent-${n}`))
    expect(new Set(keys).size).toBe(3_000)
  })
  it('[8] of other scripts, of compatibility forms and with hidden characters are refused', () => {
    for (const name of ['іnv-bot', 'ｉnv-bot', 'inv\u200bbot', 'inv\u202ebot', 'inv bot', '-inv', 'inv.', 'a'.repeat(65), '', 'inv\u001b[31m', '=cmd'])
      expect(AgentNameField.safeParse(name).success, name).toBe(false)
  })
  it('have a key that has the same key', () => {
    fc.assert(fc.property(fc.stringMatching(/^[A-Za-z0-9._-]{1,64}$/), (name) => nameKey(nameKey(name)) === nameKey(name)))
  })
})

describe('redirect URIs', () => {
  it('[33] are https, or http on this machine', () => {
    for (const uri of ['https://a.example/cb', 'https://a.example:8443/cb?x=1', 'http://127.0.0.1/cb', 'http://127.0.0.1:8123/cb', 'http://[::1]:9/cb', 'http://localhost:3000/'])
      expect(redirectUriProblem(uri), uri).toBeNull()
  })
  it('[33] of any other form are refused', () => {
    const refused = [
      'javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'http://a.example/cb', 'HTTPS://a.example/cb',
      'https://a.example/cb#x', 'https://a.example/#', 'https://u:p@a.example/cb', 'https://@a.example/cb', 'https://a.example@b.example/', 'https://*.example/cb', 'https://a.example/*',
      'http://0x7f.1/cb', 'http://2130706433/cb', 'http://127.1/cb', 'http://127.0.0.1.evil.example/cb', 'http://localhost.evil.example/', 'https:\\\\a.example\\cb',
      'https://a.example /cb', ' https://a.example/cb', 'https://a.example/cb\n', 'https://ex\u00e4mple.de/cb', '//a.example/cb', '/cb', '', 'urn:ietf:wg:oauth:2.0:oob', 'com.app:/cb',
    ] // prettier-ignore
    for (const uri of refused) expect(redirectUriProblem(uri), uri).not.toBeNull()
  })
})

describe('public keys', () => {
  const { publicJwk, privateJwk } = agentKeyPair()

  it('are named by their thumbprint (RFC 7638 §3.1 has the example)', () => {
    const checked = checkPublicKey(publicJwk)
    expect(checked).toMatchObject({ ok: true, value: { alg: 'ES256', jwk: { kty: 'EC', use: 'sig' } } })
    if (checked.ok) expect(checkPublicKey({ ...publicJwk, kid: checked.value.kid }).ok).toBe(true)
    expect(checkPublicKey({ ...publicJwk, kid: 'my-key' })).toMatchObject({ ok: false })
    // RFC 8037 appendix A.3
    expect(checkPublicKey({ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' })).toMatchObject({
      ok: true,
      value: { kid: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k' },
    })
  })
  it('that are private are refused, and nothing of them is in the answer', () => {
    const refused = RegisterAgentInput.safeParse({ document: { name: 'a', owner: 'o', sponsor: 's', purpose: 'long enough' }, public_key: privateJwk })
    expect(refused.success).toBe(false)
    expect(JSON.stringify(refused.error?.issues)).toContain('private key')
    expect(JSON.stringify(refused.error?.issues)).not.toContain(privateJwk.d)
    for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']) expect(PublicJwk.safeParse({ ...publicJwk, [member]: 'AAAA' }).success, member).toBe(false)
  })
  it('that are no point of their curve, of another curve or type, or fetched from elsewhere, are refused', () => {
    expect(checkPublicKey({ ...publicJwk, y: publicJwk.x } as PublicJwk)).toMatchObject({ ok: false })
    const others = [{ kty: 'RSA', n: 'AQAB', e: 'AQAB' }, { ...publicJwk, crv: 'P-384' }, { ...publicJwk, alg: 'HS256' }, { ...publicJwk, use: 'enc' }, { ...publicJwk, x5u: 'https://a.example' }, null, [], 'x', 5]
    for (const jwk of others) expect(PublicJwk.safeParse(jwk).success, JSON.stringify(jwk)).toBe(false)
  })
})

describe('the next review', () => {
  const now = new Date('2026-01-01T00:00:00Z')
  const days = (date: Date) => (date.getTime() - now.getTime()) / 86_400_000
  it('is in 90 days, and sooner the more an agent may do', () => {
    const due = (['low', 'medium', 'high', 'critical'] as const).map((risk) => reviewDate(undefined, risk, now))
    expect(due.map((date) => date.ok && days(date.value))).toEqual([90, 60, 30, 14])
  })
  it('is neither in the past nor further than a year away', () => {
    expect(reviewDate('2025-12-31T00:00:00Z', 'low', now).ok).toBe(false)
    expect(reviewDate('2028-01-01T00:00:00Z', 'low', now).ok).toBe(false)
    expect(reviewDate('2026-02-01T00:00:00+01:00', 'low', now).ok).toBe(true)
  })
})

describe('how the gateway reaches a server', () => {
  it('is a bare command or a plain address', () => {
    expect(transportProblem({ kind: 'stdio', command: 'mcp-server-everything', args: ['stdio'] })).toBeNull()
    expect(transportProblem({ kind: 'http', url: 'http://mcp.internal:8080/mcp' })).toBeNull()
    for (const command of ['/bin/sh', '../x', 'sh -c', 'a;b', '-x', '']) expect(transportProblem({ kind: 'stdio', command, args: [] }), command).not.toBeNull()
    for (const url of ['http://u:p@a.example/', 'http://a.example/#x', 'http://169.254.169.254/latest', 'http://[fe80::1]/'])
      expect(transportProblem({ kind: 'http', url }), url).not.toBeNull()
  })

  it('is a resource indicator in one spelling, and none of ours, where the server guards itself', () => {
    const own = ['https://gw.example', 'https://id.example']
    for (const url of ['https://invoices.example/', 'https://api.example/invoices', 'http://127.0.0.1:4500/']) expect(transportProblem({ kind: 'guard', url }, own), url).toBeNull()
    for (const url of ['https://invoices.example', 'https://INVOICES.example/', 'https://a.example/?x', 'https://a.example/#x', 'https://u:p@a.example/', 'https://gw.example/mcp/files', 'https://id.example/', 'http://169.254.169.254/'])
      expect(transportProblem({ kind: 'guard', url }, own), url).not.toBeNull()
  })
})

describe('which server a resource names', () => {
  const guarded = new Map([['invoices', 'https://invoices.example/']])
  it('is the one at that address, or behind the gateway, and never both', () => {
    expect(serverOf('https://gw.example', 'https://invoices.example/', guarded)).toBe('invoices')
    expect(serverOf('https://gw.example', 'https://gw.example/mcp/files', guarded)).toBe('files')
    for (const variant of ['https://invoices.example', 'https://invoices.example/x', 'https://gw.example/mcp/invoices', 'https://gw.example/mcp/', 'https://gw.example/mcp/Files'])
      expect(serverOf('https://gw.example', variant, guarded), variant).toBeNull()
    expect(['invoices', 'files', 'constructor'].map((slug) => resourceOf('https://gw.example', slug, guarded))).toEqual(['https://invoices.example/', 'https://gw.example/mcp/files', 'https://gw.example/mcp/constructor'])
  })
})
