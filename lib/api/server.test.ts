import { testNotificationSecrets } from '@/lib/testing/notification-secrets'
import { describe, expect, it } from 'vitest'
import { newId } from '@/lib/kernel/ids'
import { noteSigner } from '@/lib/tlog'
import { API } from './contract'
import { STREAMS } from './contract/streams'
import { isUnavailable } from '@/lib/kernel/is-unavailable'
import { openApiDocument } from './openapi'
import { problem, PROBLEMS, refusalProblem, type ProblemCode } from './problem'
import { managementApi } from './server'

const ROOT = 'a-root-token-of-this-test'
const logged: unknown[] = []
const signerOf = () => noteSigner('log.test/log/one', Buffer.alloc(32, 1))
/** No database is open: what is refused before one is asked is refused here too, and whatever asks one is a fault. */
const api = managementApi({
  issuer: 'http://authority.test',
  gatewayUrl: 'http://gateway.test',
  trustDomain: 'test.local',
  rootToken: ROOT,
  company: newId<'tenant'>(),
  ...testNotificationSecrets, receiverSecret: (id: string) => `secret of ${id}`, makeSigningKeys: async () => [],
  signerOf,
  log: (event, fields) => void logged.push({ event, ...fields }),
})
const send = async (method: string, path: string, init: { headers?: Record<string, string>; body?: BodyInit } = {}) => {
  const response = await api.request(`/api/v1${path}`, { method, ...init, headers: { authorization: `Bearer ${ROOT}`, 'content-type': 'application/json', ...init.headers } })
  return { status: response.status, headers: response.headers, body: (await response.json()) as Record<string, unknown> }
}

describe('problems', () => {
  it('have a media type, a title, their status and their code, and are not stored', async () => {
    for (const code of Object.keys(PROBLEMS) as ProblemCode[]) {
      const response = problem(code)
      expect(response.headers.get('content-type')).toBe('application/problem+json')
      expect(response.headers.get('cache-control')).toBe('no-store')
      expect(await response.json()).toMatchObject({ status: response.status, code, title: PROBLEMS[code].title })
    }
  })
  it('carry the refusal that they are made of', async () => {
    const refusals = [
      [{ code: 'invalid', fields: { name: 'is taken' } }, 400],
      [{ code: 'signed_out' }, 401],
      [{ code: 'denied', permission: 'containment.halt', reason: 'role' }, 403],
      [{ code: 'separated', rule: 'only_the_sponsor' }, 403],
      [{ code: 'not_found' }, 404],
      [{ code: 'wrong_state', state: 'draft' }, 409],
      [{ code: 'conflict', detail: 'read again' }, 409],
      [{ code: 'too_many_requests', retryAfterSeconds: 7 }, 429],
    ] as const
    for (const [refusal, status] of refusals) {
      const response = refusalProblem(refusal)
      expect(response.status).toBe(status)
      expect(await response.json()).toMatchObject({ status, code: refusal.code, refusal })
    }
    expect(refusalProblem({ code: 'too_many_requests', retryAfterSeconds: 7 }).headers.get('retry-after')).toBe('7')
  })
})

describe('what is refused at the door', () => {
  it('is a path or a method that there is none of', async () => {
    for (const path of ['/nothing', '/agents/', '/agents/x/y', '/me/session/x']) expect((await send('GET', path)).status, path).toBe(404)
    expect(await send('PUT', '/agents')).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } })
    expect((await send('DELETE', '/agents')).headers.get('allow')).toBe('GET, POST, HEAD')
  })
  it('[7] is a body too large, of another type, not JSON, twice said or too deep', async () => {
    const large = JSON.stringify({ reason: 'x'.repeat(70_000) })
    expect(await send('POST', '/agents', { body: large, headers: { 'content-length': String(large.length) } })).toMatchObject({ status: 413, body: { code: 'too_large' } })
    let pulled = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(stream) {
        pulled += 16_384
        stream.enqueue(new Uint8Array(16_384).fill(0x20))
      },
    })
    expect(await send('POST', '/agents', { body: endless, duplex: 'half' } as RequestInit as { body: BodyInit })).toMatchObject({ status: 413 })
    expect(pulled).toBeLessThan(200_000)
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x', 'application/json; charset=utf-16', ''])
      expect(await send('POST', '/agents', { body: '{}', headers: { 'content-type': type } }), type).toMatchObject({ status: 415 })
    const bodies = ['{', '[]', 'null', '"x"', '{"slug":"a","slug":"b"}', '['.repeat(5_000) + ']'.repeat(5_000), `{"title":${'{"a":'.repeat(40)}1${'}'.repeat(40)}}`, '{"title":"\\u0000"}', '{"title":"\\ud800"}']
    for (const body of bodies) expect(await send('POST', '/tool-servers', { body }), body.slice(0, 40)).toMatchObject({ status: 400, body: { code: 'invalid' } })
  })
  it('[41] is a field that the endpoint does not have, or has twice, or in its path', async () => {
    for (const query of ['stauts=active', 'status=active&status=draft', 'person[not]=x', 'tenantId=x', 'a%00b=1', 'q=a%00', '__proto__=x', 'constructor=x'])
      expect(await send('GET', `/agents?${query}`), query).toMatchObject({ status: 400, body: { code: 'invalid' } })
    for (const query of ['status=', 'status=null', 'person=', 'person=null', 'person=undefined', 'limit=0', 'limit=x', 'limit=201', 'limit=', 'cursor=x', 'risk=any', 'sort=id'])
      expect(await send('GET', `/agents?${query}`), query).toMatchObject({ status: 400, body: { code: 'invalid' } })
    const agentId = newId()
    expect(await send('POST', `/agents/${agentId}/approval`, { body: JSON.stringify({ agentId: newId() }) })).toMatchObject({ status: 400, body: { fields: { agentId: 'is in the path' } } })
    expect(await send('POST', `/agents/${agentId}/approval?digest=x`, { body: '{}' })).toMatchObject({ status: 400 })
    expect(await send('POST', '/containment/orders', { body: JSON.stringify({ agentId, force: true }) })).toMatchObject({ status: 400, body: { fields: { force: expect.any(String) } } })
  })
  it('is whoever has no token, and says how to have one', async () => {
    for (const authorization of ['', 'Bearer', 'Bearer ', `Basic ${ROOT}`, `bearer  ${ROOT}`, `DPoP ${ROOT}`, `Bearer ${ROOT} x`, `Bearer ${'x'.repeat(600)}`]) {
      const refused = await send('GET', '/agents', { headers: { authorization, cookie: `token=${ROOT}` } })
      expect(refused, authorization).toMatchObject({ status: 401, body: { code: 'signed_out' } })
      expect(refused.headers.get('www-authenticate')).toMatch(/^Bearer/)
    }
    expect((await send('GET', `/agents?access_token=${ROOT}`, { headers: { authorization: '' } })).status).toBe(401)
  })
  it('is whoever asks too often, but not for a halt', async () => {
    const slow = managementApi({ issuer: 'http://a.test', gatewayUrl: 'http://g.test', trustDomain: 't', rootToken: ROOT, company: newId<'tenant'>(), ...testNotificationSecrets, receiverSecret: (id: string) => `secret of ${id}`, makeSigningKeys: async () => [], signerOf, log: () => undefined, callsAMinuteMax: 3 })
    const headers = { authorization: `Bearer ${ROOT}`, 'content-type': 'application/json' }
    const statuses = []
    for (let n = 0; n < 5; n++) statuses.push((await slow.request('/api/v1/agents?limit=x', { headers })).status)
    expect(statuses).toEqual([400, 400, 400, 429, 429])
    expect((await slow.request('/api/v1/containment/orders', { method: 'POST', headers, body: '{}' })).status).toBe(400)
  })
})

describe('a fault', () => {
  it('has a reference into the log, and says nothing of what it was', async () => {
    const { status, body } = await send('GET', '/agents?q=secret-canary')
    expect(status).toBe(500)
    expect(Object.keys(body).sort()).toEqual(['code', 'reference', 'status', 'title', 'type'])
    const line = logged.find((one) => (one as { reference?: string }).reference === body.reference)
    expect(line).toMatchObject({ event: 'api.fault', path: '/agents', method: 'GET' })
    expect(JSON.stringify(logged)).not.toMatch(/secret-canary|a-root-token/)
  })
  it('is told from a database that is not there', () => {
    for (const code of ['ECONNREFUSED', 'P1001', '57P01', '53300', '08006']) expect(isUnavailable(Object.assign(new Error('x'), { cause: { code } })), code).toBe(true)
    expect(isUnavailable(Object.assign(new Error('x'), { code: 'P2039', meta: { driverAdapterError: { cause: { originalCode: '53100' } } } }))).toBe(true)
    for (const thrown of [new Error('x'), { code: 'P2039', meta: { driverAdapterError: { cause: { originalCode: '23505' } } } }, { code: '23505' }, { code: 'P2002' }, null, 'ECONNREFUSED']) expect(isUnavailable(thrown)).toBe(false)
  })
})

describe('the OpenAPI document', () => {
  it('describes every endpoint, and is there for everybody', async () => {
    const response = await api.request('/api/v1/openapi.json')
    expect(response.status).toBe(200)
    const served = (await response.json()) as { paths: Record<string, Record<string, { operationId: string; parameters: { name: string; in: string }[]; requestBody?: { content: Record<string, { schema: object }> } }>> }
    expect(served).toEqual(JSON.parse(JSON.stringify(openApiDocument())))
    const operations = Object.values(served.paths).flatMap((path) => Object.values(path))
    const endpoints = [API, STREAMS].flatMap((table) => Object.entries(table)).flatMap(([area, verbs]) => Object.keys(verbs).map((name) => `${area}.${name}`))
    expect(operations.map((one) => one.operationId).sort()).toEqual(endpoints.sort())
    for (const operation of operations) for (const parameter of operation.parameters) expect(['path', 'query']).toContain(parameter.in)
    const body = served.paths['/agents']?.post?.requestBody?.content['application/json']?.schema
    expect(body).toMatchObject({ type: 'object', required: ['document', 'public_key'], additionalProperties: false })
    expect(body).toHaveProperty(['properties', 'document', 'properties', 'may_delegate_to', 'type'], 'array')
    expect(body).toHaveProperty(['properties', 'document', 'required'], ['name', 'owner', 'sponsor', 'purpose'])
    expect(served.paths['/agents']?.get?.parameters.map((one) => one.name)).toEqual(['q', 'name', 'status', 'retired', 'risk', 'platform', 'person', 'team', 'tag', 'ownerless', 'cursor', 'limit', 'sort'])
  })
})
