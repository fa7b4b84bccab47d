import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { addScimClient, revokeScimClient } from '@/lib/identity/access'
import { approveAgent, getAgent } from '@/lib/identity/registry'
import { agentKeyPair, makeAgent, makeStaff, type Staff } from '@/lib/testing/agents'
import { testDatabase } from '@/lib/testing/database'
import { entriesOf } from '@/lib/testing/people'
import { scimRoutes } from './routes'

const database = await testDatabase()
const ISSUER = 'https://id.test.local'
const faults: unknown[] = []
const app = scimRoutes({ issuer: ISSUER, trustDomain: 'test.local', onProblem: (error) => faults.push(error) })
const EXTENSION = 'urn:lanyard:params:scim:schemas:extension:2.0:Agent'
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

beforeAll(() => openDatabase(database.authorityUrl))
afterAll(async () => {
  await closeDatabase()
  expect(faults).toEqual([])
})

type Body = Record<string, unknown>
type Answer = { status: number; headers: Headers; body: Body }

/** What a directory does: JSON over HTTP, as RFC 7644 shows it. */
async function directory(staff: Staff, name = 'directory') {
  const made = await addScimClient({ issuer: ISSUER })(staff.admin, { name })
  if (!made.ok) throw new Error(JSON.stringify(made.refusal))
  const { token, id } = made.value
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
    const answered = await app.request(`/scim/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, accept: 'application/scim+json', ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answered.text()
    if (text) expect(answered.headers.get('content-type'), `${method} ${path}`).toBe('application/scim+json')
    return { status: answered.status, headers: answered.headers, body: text ? (JSON.parse(text) as Body) : {} }
  }
  const patch = (path: string, operations: unknown[], headers?: Record<string, string>) => call('PATCH', path, { schemas: [PATCH], Operations: operations }, headers)
  return { id, token, call, patch }
}

/** RFC 7644 §3.3, with an address of the test’s own. */
const bjensen = (userName: string, over: object = {}) => ({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName, externalId: 'bjensen', name: { formatted: 'Ms. Barbara J Jensen III', familyName: 'Jensen', givenName: 'Barbara' }, ...over })
const address = (name: string, staff: Staff) => `${name}.${staff.tenantId.slice(-8)}@example.com`

describe('users', () => {
  it('makes, reads, replaces, deactivates and deletes a user as RFC 7644 §3 has it, each under the client’s name', async () => {
    const staff = await makeStaff()
    const { call, patch, token } = await directory(staff)
    const userName = address('bjensen', staff)
    const made = await call('POST', '/Users', bjensen(userName))
    expect(made).toMatchObject({ status: 201, body: { userName, externalId: 'bjensen', name: { formatted: 'Ms. Barbara J Jensen III' }, active: true, roles: [{ value: 'auditor' }] } })
    const { id, meta } = made.body as { id: string; meta: Body }
    expect(made.headers.get('location')).toBe(`${ISSUER}/scim/v2/Users/${id}`)
    expect(meta).toMatchObject({ resourceType: 'User', location: made.headers.get('location'), version: made.headers.get('etag') })
    expect(JSON.stringify(made.body)).not.toContain('code=') // nobody gets in by what a directory reads

    const path = `/Users/${id}`
    expect((await call('GET', path)).body).toEqual(made.body)
    expect((await call('GET', path, undefined, { 'if-none-match': meta.version as string })).status).toBe(304)
    expect(await call('POST', '/Users', bjensen(userName.toUpperCase(), { externalId: 'another' }))).toMatchObject({ status: 409, body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '409', scimType: 'uniqueness' } })
    expect((await call('POST', '/Users', bjensen(address('other', staff)))).status).toBe(409)

    const put = await call('PUT', path, bjensen(userName, { displayName: 'Babs Jensen', roles: [{ value: 'owner' }], id: 'ignored', emails: [{ value: 'ignored@example.com' }] }), { 'if-match': meta.version as string })
    expect(put).toMatchObject({ status: 200, body: { id, displayName: 'Babs Jensen', roles: [{ value: 'owner' }], emails: [{ value: userName }] } })
    expect(put.headers.get('etag')).not.toBe(meta.version)
    expect((await patch(path, [{ op: 'replace', path: 'displayName', value: 'Late' }], { 'if-match': meta.version as string })).status).toBe(412)
    expect(await call('PUT', path, bjensen(address('renamed', staff)))).toMatchObject({ status: 400, body: { scimType: 'mutability' } })

    expect((await patch(path, [{ op: 'Replace', path: 'active', value: 'False' }])).body).toMatchObject({ active: false, displayName: 'Babs Jensen' })
    expect(await patch(path, [{ op: 'replace', value: { active: true } }])).toMatchObject({ status: 400, body: { scimType: 'mutability' } })
    expect((await call('DELETE', path)).status).toBe(204)
    for (const method of ['GET', 'DELETE'] as const) expect(await call(method, path)).toMatchObject({ status: 404, body: { status: '404' } })
    expect((await call('GET', `/Users?filter=${encodeURIComponent(`userName eq "${userName}"`)}`)).body).toMatchObject({ totalResults: 0, Resources: [] })

    const entries = (await entriesOf(staff.tenantId)).filter(({ actorName }) => actorName === 'directory')
    expect(entries.map(({ action }) => action)).toEqual(['access.person.provision', 'access.person.synchronise', 'access.person.deactivate', 'access.person.synchronise'])
    expect(JSON.stringify(await entriesOf(staff.tenantId))).not.toContain(token)
    const kept = await hotTransaction('system', async (client) => ({ clients: (await client.query('select * from scim_client')).rows, outbox: (await client.query(`select topic from outbox where key = $1`, [id])).rows }))
    expect(JSON.stringify(kept.clients)).not.toContain(token)
    expect(kept.outbox).toEqual([{ topic: 'person.deactivated' }]) // by which the succession begins
  })

  it('patches by path, by value filter and without a path, all of it or nothing (§3.5.2)', async () => {
    const staff = await makeStaff()
    const { call, patch } = await directory(staff)
    const { body } = await call('POST', '/Users', bjensen(address('babs', staff)))
    const path = `/Users/${body.id as string}`
    expect((await patch(path, [{ op: 'add', path: 'urn:ietf:params:scim:schemas:core:2.0:User:NAME.Formatted', value: 'Babs' }])).body).toMatchObject({ displayName: 'Babs' })
    expect((await patch(path, [{ op: 'replace', path: 'roles[value eq "auditor"].value', value: 'analyst' }])).body).toMatchObject({ roles: [{ value: 'analyst' }] })
    expect((await patch(path, [{ op: 'add', value: { DisplayName: 'Barbara', nickName: 'passed over', externalId: 'bj-2' } }])).body).toMatchObject({ displayName: 'Barbara', externalId: 'bj-2' })
    expect((await patch(path, [{ op: 'remove', path: 'externalId' }])).body).not.toHaveProperty('externalId')
    const before = (await call('GET', path)).body
    for (const [scimType, operations] of [
      ['noTarget', [{ op: 'replace', path: 'displayName', value: 'Half' }, { op: 'replace', path: 'roles[value eq "owner"].value', value: 'auditor' }]],
      ['noTarget', [{ op: 'remove' }]], ['invalidPath', [{ op: 'add', path: '__proto__.polluted', value: 'yes' }]], ['invalidPath', [{ op: 'add', path: 'phoneNumbers', value: '1' }]],
      ['mutability', [{ op: 'replace', path: 'id', value: 'x' }]], ['invalidSyntax', [{ op: 'rename', path: 'displayName', value: 'x' }]], ['invalidSyntax', []],
      ['invalidValue', [{ op: 'replace', path: 'roles', value: [{ value: 'admin' }] }]], ['invalidFilter', [{ op: 'remove', path: 'roles[value zz 1]' }]],
    ] as const) expect(await patch(path, [...operations]), JSON.stringify(operations)).toMatchObject({ status: 400, body: { scimType } }) // prettier-ignore
    expect(await patch(`/Users/${staff.admin.id}`, [{ op: 'replace', path: 'roles', value: [{ value: 'auditor' }] }])).toMatchObject({ status: 403 })
    expect(await patch(`/Users/${staff.admin.id}`, [{ op: 'replace', path: 'active', value: false }])).toMatchObject({ status: 403 }) // the last administrator
    expect((await call('GET', path)).body).toEqual(before)
    expect({}).not.toHaveProperty('polluted')
  })

  it('filters and pages (§3.4.2), and shows the attributes that are asked for (§3.9)', async () => {
    const staff = await makeStaff()
    const { call } = await directory(staff)
    await call('POST', '/Users', bjensen(address('jsmith', staff), { displayName: 'J. Smith', externalId: '701984' }))
    const found = async (filter: string, more = '') => (await call('GET', `/Users?filter=${encodeURIComponent(filter)}${more}`)).body
    for (const [filter, total] of [
      [`USERNAME Eq "${address('JSMITH', staff)}"`, 1], ['externalId eq "701984"', 1], ['externalId eq "701985"', 0], ['displayName sw "j."', 1], ['id eq "none"', 0],
      ['urn:ietf:params:scim:schemas:core:2.0:User:userName co "jsmith" and active eq true', 1], ['emails[type eq "work" and value co "jsmith"]', 1], ['not (externalId pr)', 4],
      ['roles eq "admin" or roles.value eq "owner"', 2], ['meta.created gt "2011-05-13T04:42:34Z"', 5], [`userName eq "${staff.admin.email}" and active eq false`, 0],
    ] as const) expect((await found(filter)).totalResults, filter).toBe(total) // prettier-ignore
    for (const wrong of ['userName eq', 'userName zz "x"', '((((', `userName eq "${'x'.repeat(1_000)}"`]) expect(await found(wrong), wrong).toMatchObject({ status: '400', scimType: 'invalidFilter' })

    const pages = await Promise.all([1, 3, 5].map(async (startIndex) => (await call('GET', `/Users?startIndex=${startIndex}&count=2`)).body))
    expect(pages.map(({ totalResults, itemsPerPage, startIndex }) => [totalResults, itemsPerPage, startIndex])).toEqual([[5, 2, 1], [5, 2, 3], [5, 1, 5]])
    expect(new Set(pages.flatMap(({ Resources }) => (Resources as Body[]).map((one) => one.id as string))).size).toBe(5)
    expect((await call('GET', '/Users?count=0')).body).toMatchObject({ totalResults: 5, itemsPerPage: 0, Resources: [] })
    expect((await found('active eq true', '&startIndex=-1&count=1&attributes=UserName,name.formatted')).Resources).toEqual([{ schemas: expect.anything(), id: expect.anything(), userName: expect.anything(), name: { formatted: expect.anything() } }])
    expect((await call('POST', '/Users/.search', { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], filter: 'externalId pr', excludedAttributes: ['emails', 'meta'] })).body.Resources).toEqual([expect.not.objectContaining({ emails: expect.anything() as unknown })])
  })
})

describe('agents', () => {
  it('are made as drafts that the token’s maker does not approve, stopped, and ended; people alone make them active', async () => {
    const staff = await makeStaff()
    const { call, patch } = await directory(staff)
    const wanted = (name: string, over: object = {}) => ({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:Agent', EXTENSION], agentUserName: name, description: 'answers invoices for finance', externalId: name, owners: [{ value: staff.owner.id }], [EXTENSION]: { publicKey: agentKeyPair().publicJwk }, ...over })
    const made = await call('POST', '/Agents', wanted('invoices'))
    expect(made).toMatchObject({ status: 201, body: { agentUserName: 'invoices', active: false, externalId: 'invoices', owners: [{ value: staff.owner.id, $ref: `${ISSUER}/scim/v2/Users/${staff.owner.id}` }], [EXTENSION]: { status: 'draft', riskLevel: 'low' } } })
    expect(made.body[EXTENSION]).not.toHaveProperty('publicKey')
    const id = made.body.id as string
    const path = `/Agents/${id}`
    expect(made.headers.get('location')).toBe(`${ISSUER}/scim/v2${path}`)
    for (const [body, status, scimType] of [[wanted('invoices'), 409, 'uniqueness'], [wanted('other', { externalId: 'invoices' }), 409, 'uniqueness'], [wanted('bare', { [EXTENSION]: {} }), 400, 'invalidValue']] as const) expect(await call('POST', '/Agents', body)).toMatchObject({ status, body: { scimType } })

    expect(await patch(path, [{ op: 'replace', path: 'active', value: true }])).toMatchObject({ status: 400, body: { scimType: 'mutability' } })
    const draft = await getAgent(staff.admin, { agentId: id })
    const digest = draft.ok ? draft.value.draft?.digest : undefined
    expect(await approveAgent(staff.admin, { agentId: id, digest })).toMatchObject({ ok: false, refusal: { code: 'separated' } }) // whose token it was
    expect((await approveAgent(staff.owner, { agentId: id, digest })).ok).toBe(true)
    const active = await call('GET', path)
    expect(active.body).toMatchObject({ active: true, [EXTENSION]: { status: 'active' } })

    expect(await patch(path, [{ op: 'replace', path: 'description', value: 'does anything at all' }])).toMatchObject({ status: 400, body: { scimType: 'mutability' } })
    expect(await patch(path, [{ op: 'replace', path: 'active', value: false }, { op: 'replace', path: 'externalId', value: 'i-2' }], { 'if-match': active.headers.get('etag') ?? '' })).toMatchObject({ status: 200, body: { active: false, externalId: 'i-2', [EXTENSION]: { status: 'suspended' } } })
    expect(await patch(path, [{ op: 'replace', path: 'active', value: true }])).toMatchObject({ status: 400, body: { scimType: 'mutability' } })

    await makeAgent(staff, { name: 'researcher' })
    const list = async (query: string) => (await call('GET', `/AgenticIdentities?${query}`)).body
    expect(await list('count=1')).toMatchObject({ totalResults: 2, itemsPerPage: 1, Resources: [{ agentUserName: 'invoices' }] })
    expect(await list(`filter=${encodeURIComponent('agentUserName eq "RESEARCHER" and active eq true')}`)).toMatchObject({ totalResults: 1 })
    expect(await list(`filter=${encodeURIComponent(`owners[value eq "${staff.owner.id}"]`)}`)).toMatchObject({ totalResults: 2 })

    const older = await call('POST', '/AgenticIdentities', { ...wanted('older', { agentUserName: undefined, name: 'older' }), schemas: ['urn:ietf:params:scim:schemas:core:2.0:AgenticIdentity'] })
    expect(older).toMatchObject({ status: 201, body: { agentUserName: 'older', schemas: ['urn:ietf:params:scim:schemas:core:2.0:Agent', EXTENSION] } })
    for (const gone of [path, `/Agents/${older.body.id as string}`]) {
      expect((await call('DELETE', gone)).status, gone).toBe(204)
      expect((await call('GET', gone)).status).toBe(404)
    }
    expect((await entriesOf(staff.tenantId)).filter(({ actorName, result }) => actorName === 'directory' && result !== 'denied').map(({ action }) => action)).toEqual(
      ['registry.agent.register', 'registry.agent.set_external_id', 'containment.halt', 'registry.agent.register', 'registry.agent.retire', 'registry.agent.discard_draft'],
    ) // prettier-ignore
  })
})

it('says what it serves before there is a token; lets in a client’s own token alone, until it is revoked; and sees its tenant alone', async () => {
  const [staff, strangers] = [await makeStaff(), await makeStaff()]
  const { call, id } = await directory(staff)
  const bare = async (path: string, headers: Record<string, string> = {}) => app.request(`/scim/v2${path}`, { headers })
  expect(await (await bare('/ServiceProviderConfig')).json()).toMatchObject({ patch: { supported: true }, bulk: { supported: false }, filter: { supported: true, maxResults: 200 }, etag: { supported: true }, sort: { supported: false } })
  expect((await (await bare('/ResourceTypes')).json() as Body).Resources).toMatchObject([{ endpoint: '/Users' }, { endpoint: '/Agents' }])
  expect((await bare(`/Schemas/${EXTENSION}`)).status).toBe(200)
  expect((await bare('/Schemas?filter=id%20pr')).status).toBe(403)
  const none = await bare('/Users')
  expect([none.status, none.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
  expect((await bare('/Users', { authorization: `Bearer lanyard_scim_${'x'.repeat(43)}` })).headers.get('www-authenticate')).toContain('invalid_token')

  for (const method of ['GET', 'DELETE'] as const) expect((await call(method, `/Users/${strangers.owner.id}`)).status).toBe(404)
  expect((await call('POST', '/Users', bjensen(address('big', staff), { displayName: 'x'.repeat(70_000) }))).status).toBe(413)
  expect((await call('POST', '/Users', bjensen('no address'))).body).toMatchObject({ scimType: 'invalidValue' })
  expect((await call('POST', '/Users', {}, { 'content-type': 'text/plain' })).status).toBe(415)
  expect((await call('POST', '/Bulk', {})).status).toBe(501)

  expect(await revokeScimClient(strangers.admin, { clientId: id })).toMatchObject({ ok: false, refusal: { code: 'not_found' } })
  expect(await addScimClient({ issuer: ISSUER })(staff.owner, { name: 'mine' })).toMatchObject({ ok: false, refusal: { code: 'denied' } })
  expect((await revokeScimClient(staff.admin, { clientId: id })).ok).toBe(true)
  expect((await call('GET', '/Users')).status).toBe(401)
})
