import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { contentSecurityPolicy, installContentSecurityPolicy } from './content-security-policy'

describe('the content security policy', () => {
  it('runs scripts by nonce alone', () => {
    const policy = contentSecurityPolicy({ nonce: 'abc' })
    expect(policy).toContain("script-src 'self' 'nonce-abc' 'strict-dynamic';")
    expect(policy).not.toMatch(/script-src[^;]*unsafe/)
    expect(policy).toContain("frame-ancestors 'none'")
  })
  it('lets a form end at the authority, and nowhere else', () => {
    expect(contentSecurityPolicy({ nonce: 'abc', formOrigins: ['https://authority.example'] })).toContain("form-action 'self' https://authority.example;")
  })
  it('gives each response a nonce of its own, over whatever the client sent', async () => {
    installContentSecurityPolicy({ NODE_ENV: 'production', LANYARD_ISSUER: 'https://authority.example/x' })
    const server = createServer((request, response) => response.end(request.headers['content-security-policy']))
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      const ask = async () => {
        const response = await fetch(url, { headers: { 'content-security-policy': "script-src 'nonce-theirs'" } })
        const sent = response.headers.get('content-security-policy')
        expect(await response.text()).toBe(sent)
        return sent
      }
      const [first, second] = [await ask(), await ask()]
      expect(first).not.toContain('theirs')
      expect(first).toContain('form-action \'self\' https://authority.example;')
      expect(first).not.toBe(second)
    } finally {
      server.close()
    }
  })
})
