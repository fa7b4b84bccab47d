import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { addScimClient, revokeScimClient } from '@/lib/identity/access'
import { approveAgent, getAgent, putTeam } from '@/lib/identity/registry'
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

describe('groups', () => {
  it('are teams: made, with members added and taken out as directories do, and ended by who made them', async () => {
    const staff = await makeStaff()
    const { call, patch } = await directory(staff)
    const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group'
    const group = (displayName: string, over: object = {}) => ({ schemas: [GROUP], displayName, ...over })
    const made = await call('POST', '/Groups', group('Post room', { externalId: 'g-1', members: [{ value: staff.owner.id, display: 'ignored' }] }))
    const member = (who: Staff['owner']) => ({ value: who.id, display: who.name, type: 'User', $ref: `${ISSUER}/scim/v2/Users/${who.id}` })
    expect(made).toMatchObject({ status: 201, body: { schemas: [GROUP], displayName: 'Post room', externalId: 'g-1', members: [member(staff.owner)], meta: { resourceType: 'Group' } } })
    const path = `/Groups/${made.body.id as string}`
    expect(made.headers.get('location')).toBe(`${ISSUER}/scim/v2${path}`)
    for (const [body, status, scimType] of [
      [group('POST ROOM'), 409, 'uniqueness'], [group('Another', { externalId: 'g-1' }), 409, 'uniqueness'], [{ schemas: [GROUP] }, 400, 'invalidValue'], [group('Strangers', { members: [{ value: (await makeStaff()).owner.id }] }), 400, 'invalidValue'],
      [group('Nested', { members: [{ value: made.body.id, type: 'Group' }] }), 400, 'invalidValue'],
    ] as const) expect(await call('POST', '/Groups', body), JSON.stringify(body)).toMatchObject({ status, body: { scimType } }) // prettier-ignore

    const added = await patch(path, [{ op: 'Add', path: 'members', value: [{ value: staff.analyst.id }] }])
    expect((added.body.members as Body[]).map(({ value }) => value).sort()).toEqual([staff.owner.id, staff.analyst.id].sort())
    expect((await patch(path, [{ op: 'add', path: 'members', value: [{ value: staff.analyst.id }] }])).body.members).toHaveLength(2)
    // RFC 7644 by its filter; and as some directories write it.
    expect((await patch(path, [{ op: 'remove', path: `members[value eq "${staff.owner.id}"]` }])).body.members).toEqual([member(staff.analyst)])
    expect((await patch(path, [{ op: 'Remove', path: 'members', value: [{ value: staff.analyst.id }] }])).body).not.toHaveProperty('members')
    expect((await patch(path, [{ op: 'replace', value: { displayName: 'Post room', externalId: 'g-2' } }])).body).toMatchObject({ externalId: 'g-2' })
    expect(await patch(path, [{ op: 'replace', path: 'displayName', value: 'Renamed' }])).toMatchObject({ status: 400, body: { scimType: 'mutability' } })
    const put = await call('PUT', path, group('Post room', { externalId: 'g-2', members: [{ value: staff.admin.id }, { value: staff.owner.id }] }))
    expect(put.body.members).toHaveLength(2)
    const found = async (filter: string, more = '') => (await call('GET', `/Groups?filter=${encodeURIComponent(filter)}${more}`)).body
    expect(await found('displayName eq "post ROOM"', '&excludedAttributes=members')).toMatchObject({ totalResults: 1, Resources: [expect.not.objectContaining({ members: expect.anything() as unknown })] })
    expect([(await found(`members[value eq "${staff.admin.id}"]`)).totalResults, (await found('externalId eq "g-1"')).totalResults]).toEqual([1, 0])

    const byPeople = await putTeam(staff.admin, { name: 'By people' })
    const theirs = byPeople.ok ? byPeople.value.id : ''
    expect((await patch(`/Groups/${theirs}`, [{ op: 'add', path: 'members', value: [{ value: staff.owner.id }] }])).status).toBe(200)
    expect((await call('DELETE', `/Groups/${theirs}`)).status).toBe(403)
    expect((await call('DELETE', path)).status).toBe(204)
    expect((await call('GET', path)).status).toBe(404)
    expect((await entriesOf(staff.tenantId)).filter(({ actorName, result }) => actorName === 'directory' && result !== 'denied').map(({ action }) => action.replace('registry.team.', ''))).toEqual(['provision', ...Array.from({ length: 6 }, () => 'synchronise'), 'deprovision'])
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

/**
 * The requirements of RFC 7643 and RFC 7644 for what is served, one a line: section, request, what has to come. A path's
 * `{user}` and `{agent}` are one of each, `{gone}` one that was deleted.
 */
describe('each requirement', () => {
  const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
  const AGENT = 'urn:ietf:params:scim:schemas:core:2.0:Agent'
  const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'
  const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error'
  const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest'
  const failed = (status: number, scimType?: string) => ({ status, body: { schemas: [ERROR], status: String(status), ...(scimType ? { scimType } : {}), detail: expect.any(String) } })
  const search = (over: object) => ({ schemas: [SEARCH], ...over })
  const filtered = (path: string, filter: string, more = '') => `${path}?filter=${encodeURIComponent(filter)}${more}`
  const total = (totalResults: number) => ({ status: 200, body: { schemas: [LIST], totalResults } })
  type Line = readonly [section: string, what: string, request: readonly [method: string, path: string, body?: unknown, headers?: Record<string, string>], wanted: object]

  const LINES: readonly Line[] = [
    ['7643 §3', 'a resource without schemas is refused', ['POST', '/Users', { userName: 'no.schemas@example.com' }], failed(400, 'invalidSyntax')],
    ['7643 §3', 'and one of another schema', ['POST', '/Users', { schemas: [AGENT], userName: 'other.schema@example.com' }], failed(400, 'invalidSyntax')],
    ['7643 §3', 'schemas that are no list', ['PUT', '/Users/{user}', { schemas: USER, userName: '{userName}' }], failed(400, 'invalidSyntax')],
    ['7643 §2.1', 'names of attributes have no case, and neither have URIs of schemas', ['PUT', '/Users/{user}', { SCHEMAS: [USER.toUpperCase()], USERNAME: '{userName}', DisplayName: 'Cased', EXTERNALID: 'u-1' }], { status: 200, body: { displayName: 'Cased', externalId: 'u-1' } }],
    ['7643 §2.5', 'null is unassigned', ['PUT', '/Users/{user}', { schemas: [USER], userName: '{userName}', displayName: 'Cased', externalId: null }], { status: 200, body: expect.not.objectContaining({ externalId: expect.anything() as unknown }) }],
    ['7643 §3.1', 'an id that a client sends is not taken', ['PUT', '/Users/{user}', { schemas: [USER], userName: '{userName}', displayName: 'Named', id: 'mine', meta: { version: 'mine' } }], { status: 200, body: { id: '{user}', displayName: 'Named', meta: { resourceType: 'User', location: `${ISSUER}/scim/v2/Users/{user}` } } }],
    ['7644 §3.3', 'what is required is missing', ['POST', '/Users', { schemas: [USER], displayName: 'Nobody' }], failed(400, 'invalidValue')],
    ['7644 §3.3', 'what is unique is taken', ['POST', '/Users', { schemas: [USER], userName: '{userName}' }], failed(409, 'uniqueness')],
    ['7644 §3.5.1', 'a replacement without what is required', ['PUT', '/Users/{user}', { schemas: [USER], displayName: 'Nobody' }], failed(400, 'invalidValue')],
    ['7644 §3.5.1', 'what is immutable is another', ['PUT', '/Users/{user}', { schemas: [USER], userName: 'somebody.else@example.com' }], failed(400, 'mutability')],
    ['7644 §3.5.1', 'of who is gone', ['PUT', '/Users/{gone}', { schemas: [USER], userName: 'x@example.com' }], failed(404)],
    ['7644 §3.5.2', 'a message that is no PatchOp', ['PATCH', '/Users/{user}', { schemas: [USER], Operations: [{ op: 'add', path: 'displayName', value: 'x' }] }], failed(400, 'invalidSyntax')],
    ['7644 §3.5.2', 'op has no case', ['PATCH', '/Users/{user}', { schemas: [PATCH], Operations: [{ op: 'ADD', path: 'displayname', value: 'Added' }] }], { status: 200, body: { displayName: 'Added' } }],
    ['7644 §3.5.2', 'a path may begin with the schema', ['PATCH', '/Users/{user}', { schemas: [PATCH], Operations: [{ op: 'replace', path: `${USER}:displayName`, value: 'By its schema' }] }], { status: 200, body: { displayName: 'By its schema' } }],
    ['7644 §3.5.2.1', 'what is there already changes nothing, not its version either', ['PATCH', '/Users/{user}', { schemas: [PATCH], Operations: [{ op: 'add', path: 'displayName', value: '{displayName}' }] }], { status: 200, body: { meta: { version: '{version}' } } }],
    ['7644 §3.5.2.2', 'remove without a path', ['PATCH', '/Users/{user}', { schemas: [PATCH], Operations: [{ op: 'remove' }] }], failed(400, 'noTarget')],
    ['7644 §3.5.2.2', 'what is read-only is not removed', ['PATCH', '/Users/{user}', { schemas: [PATCH], Operations: [{ op: 'remove', path: 'id' }] }], failed(400, 'mutability')],
    ['7644 §3.5.2.3', 'a filter that matches nothing', ['PATCH', '/Users/{user}', { schemas: [PATCH], Operations: [{ op: 'replace', path: 'roles[value eq "nothing"].value', value: 'owner' }] }], failed(400, 'noTarget')],
    ['7644 §3.5.2', 'a path that is none', ['PATCH', '/Users/{user}', { schemas: [PATCH], Operations: [{ op: 'replace', path: 'roles[', value: 'x' }] }], failed(400, 'invalidPath')],
    ['7644 §3.5.2', 'of who is gone', ['PATCH', '/Users/{gone}', { schemas: [PATCH], Operations: [{ op: 'add', path: 'displayName', value: 'x' }] }], failed(404)],
    ['7644 §3.4.1', 'a resource is read with its version and its place', ['GET', '/Users/{user}'], { status: 200, body: { schemas: [USER], id: '{user}', meta: { version: '{version}', location: expect.any(String) } } }],
    ['7644 §3.4.1', 'and an agent', ['GET', '/Agents/{agent}'], { status: 200, body: { schemas: [AGENT, EXTENSION], id: '{agent}', meta: { resourceType: 'Agent' } } }],
    ['7644 §3.4.1', 'an agent is no user', ['GET', '/Users/{agent}'], failed(404)],
    ['7644 §3.6', 'who is deleted is not found', ['GET', '/Users/{gone}'], failed(404)],
    ['7644 §3.6', 'nor deleted once more', ['DELETE', '/Users/{gone}'], failed(404)],
    ['7644 §3.6', 'nor listed', ['GET', filtered('/Users', 'id eq "{gone}"')], total(0)],
    ['7644 §3.4.2', 'a list says how many there are', ['GET', '/Agents?count=1'], { status: 200, body: { schemas: [LIST], totalResults: expect.any(Number), startIndex: 1, itemsPerPage: 1, Resources: [{ id: expect.any(String) }] } }],
    ['7644 §3.4.2.2', 'operators and names have no case', ['GET', filtered('/Users', 'USERNAME EQ "{userName}"')], total(1)],
    ['7644 §3.4.2.2', 'texts that are not exact are compared without case', ['GET', filtered('/Users', 'displayName eq "by ITS schema"')], total(1)],
    ['7644 §3.4.2.2', 'identifiers are compared with it', ['GET', filtered('/Users', 'externalId eq "U-1"')], total(0)],
    ['7644 §3.4.2.2', 'and binds before or; not turns round; brackets first', ['GET', filtered('/Users', 'id eq "{user}" and (not (active eq false)) or id eq "none"')], total(1)],
    ['7644 §3.4.2.2', 'a value path', ['GET', filtered('/Users', 'emails[type eq "work" and value eq "{userName}"]')], total(1)],
    ['7644 §3.4.2.2', 'ne, co, sw, ew, pr', ['GET', filtered('/Users', 'id eq "{user}" and displayName ne "x" and userName co "{userName}" and userName sw "{userName}" and userName ew "@example.com" and roles pr')], total(1)],
    ['7644 §3.4.2.2', 'times are in order', ['GET', filtered('/Users', 'id eq "{user}" and meta.created gt "2011-05-13T04:42:34Z" and meta.created le "2999-01-01T00:00:00Z"')], total(1)],
    ['7644 §3.4.2.2', 'booleans have no order', ['GET', filtered('/Users', 'active gt true')], failed(400, 'invalidFilter')],
    ['7644 §3.4.2.2', 'an operator that there is not', ['GET', filtered('/Users', 'userName like "x"')], failed(400, 'invalidFilter')],
    ['7644 §3.10', 'an attribute of an extension is named by its URN', ['GET', filtered('/Agents', `id eq "{agent}" and ${EXTENSION}:riskLevel eq "LOW"`)], total(1)],
    ['7644 §3.4.2.4', 'a place before the first is the first', ['GET', '/Users?startIndex=0&count=1'], { status: 200, body: { startIndex: 1, itemsPerPage: 1 } }],
    ['7644 §3.4.2.4', 'fewer than none is none', ['GET', '/Users?count=-5'], { status: 200, body: { itemsPerPage: 0 } }],
    ['7644 §3.4.2.4', 'a count that is no number', ['GET', '/Users?count=many'], failed(400, 'invalidValue')],
    ['7644 §3.4.2.3', 'sorting that is not supported is passed over', ['GET', '/Users?sortBy=userName&sortOrder=descending&count=1'], { status: 200, body: { itemsPerPage: 1 } }],
    ['7644 §3.4.3', 'a search is a SearchRequest', ['POST', '/Users/.search', { filter: 'id eq "{user}"' }], failed(400, 'invalidSyntax')],
    ['7644 §3.4.3', 'and answered as a query is', ['POST', '/Users/.search', search({ filter: 'id eq "{user}"', attributes: ['displayName'], startIndex: 1, count: 10 })], { status: 200, body: { schemas: [LIST], totalResults: 1, Resources: [{ schemas: [USER], id: '{user}', displayName: '{displayName}' }] } }],
    ['7644 §3.4.3', 'with a filter that is none', ['POST', '/Agents/.search', search({ filter: 'agentUserName' })], failed(400, 'invalidFilter')],
    ['7644 §3.9', 'only what is asked for, and what is always there', ['GET', '/Users/{user}?attributes=USERNAME'], { status: 200, exactly: { schemas: [USER], id: '{user}', userName: '{userName}' } }],
    ['7644 §3.9', 'but for what is excluded, which id and schemas never are', ['GET', '/Users/{user}?excludedAttributes=id,schemas,meta,emails,roles,name,active,displayName,externalId'], { status: 200, exactly: { schemas: [USER], id: '{user}', userName: '{userName}' } }],
    ['7644 §3.10', 'a part of an extension by its URN', ['GET', `/Agents/{agent}?attributes=${encodeURIComponent(`${EXTENSION}:riskLevel`)}`], { status: 200, exactly: { schemas: [AGENT, EXTENSION], id: '{agent}', [EXTENSION]: { riskLevel: 'low' } } }],
    ['7643 §7', 'what is never returned is not when it is asked for', ['GET', `/Agents/{agent}?attributes=${encodeURIComponent(`${EXTENSION}:publicKey`)}`], { status: 200, exactly: { schemas: [AGENT, EXTENSION], id: '{agent}', [EXTENSION]: {} } }],
    ['7644 §3.14', 'the version that somebody has is not sent again', ['GET', '/Users/{user}', undefined, { 'if-none-match': 'W/"other", {version}' }], { status: 304 }],
    ['7644 §3.14', 'nor any, where none is wanted', ['GET', '/Users/{user}', undefined, { 'if-none-match': '*' }], { status: 304 }],
    ['7644 §3.14', 'a change of another version', ['PUT', '/Users/{user}', { schemas: [USER], userName: '{userName}' }, { 'if-match': 'W/"other"' }], failed(412)],
    ['7644 §3.14', 'a deletion of another version', ['DELETE', '/Users/{user}', undefined, { 'if-match': 'W/"other"' }], failed(412)],
    ['7644 §3.14', 'a change of one of several versions', ['PATCH', '/Users/{user}', { schemas: [PATCH], Operations: [{ op: 'add', path: 'displayName', value: '{displayName}' }] }, { 'if-match': 'W/"other", {version}' }], { status: 200 }],
    ['7644 §3.7', 'bulk that is not supported', ['POST', '/Bulk', { schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], Operations: [] }], failed(501)],
    ['7644 §3.11', '/Me that is not supported', ['GET', '/Me'], failed(501)],
    ['7644 §3.2', 'an endpoint that there is not', ['GET', '/Devices'], failed(404)],
    ['7644 §3.12', 'a body that is no JSON', ['POST', '/Users', '{'], failed(400, 'invalidSyntax')],
    ['7644 §4', 'the configuration', ['GET', '/ServiceProviderConfig'], { status: 200, body: { schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'], bulk: { supported: false, maxOperations: expect.any(Number), maxPayloadSize: expect.any(Number) }, filter: { supported: true, maxResults: expect.any(Number) }, changePassword: { supported: false }, sort: { supported: false }, etag: { supported: true }, authenticationSchemes: [{ type: 'oauthbearertoken', name: expect.any(String), description: expect.any(String) }] } }],
    ['7644 §4', 'which is not filtered', ['GET', '/ServiceProviderConfig?filter=x'], failed(403)],
    ['7643 §6', 'a resource type', ['GET', '/ResourceTypes/Agent'], { status: 200, body: { id: 'Agent', name: 'Agent', endpoint: '/Agents', schema: AGENT, schemaExtensions: [{ schema: EXTENSION, required: true }] } }],
    ['7643 §6', 'that there is not', ['GET', '/ResourceTypes/Device'], failed(404)],
    ['7643 §7', 'a schema, with what each attribute is', ['GET', `/Schemas/${USER}`], { status: 200, body: { id: USER, attributes: expect.arrayContaining([expect.objectContaining({ name: 'userName', type: 'string', multiValued: false, required: true, caseExact: false, mutability: 'immutable', returned: 'default', uniqueness: 'server' }) as unknown]) } }],
    ['7643 §7', 'that there is not', ['GET', '/Schemas/urn:none'], failed(404)],
  ]

  const state: Record<string, string> = {}
  let there: Awaited<ReturnType<typeof directory>>
  const put = <T>(value: T): T => (typeof value === 'string' ? value.replace(/(?:\{|%7B)(\w+)(?:\}|%7D)/g, (all, name: string) => state[name] ?? all) : Array.isArray(value) ? value.map(put) : value !== null && typeof value === 'object' && !('asymmetricMatch' in value) ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, put(inner)])) : value) as T
  beforeAll(async () => {
    const staff = await makeStaff()
    there = await directory(staff)
    const [userName, other] = [address('table', staff), address('leaves', staff)]
    const made = await there.call('POST', '/Users', { schemas: [USER], userName, displayName: 'At first', externalId: 'u-1' })
    const gone = await there.call('POST', '/Users', { schemas: [USER], userName: other })
    await there.call('DELETE', `/Users/${gone.body.id as string}`)
    const { agent } = await makeAgent(staff, { name: 'of-the-table' })
    Object.assign(state, { user: made.body.id, gone: gone.body.id, agent: agent.id, userName })
  })

  it.each(LINES)('RFC %s: %s', async (_section, _what, [method, path, body, headers], wanted) => {
    const now = await there.call('GET', `/Users/${state['user']}`)
    Object.assign(state, { version: now.headers.get('etag') ?? '', displayName: now.body.displayName })
    const answered = typeof body === 'string' ? await raw(method, path, body) : await there.call(method, put(path), put(body), put(headers))
    const { exactly, ...rest } = put(wanted) as { exactly?: unknown }
    expect(answered).toMatchObject(rest)
    if (exactly !== undefined) expect(answered.body).toEqual(exactly)
  })

  async function raw(method: string, path: string, body: string): Promise<Answer> {
    const answered = await app.request(`/scim/v2${path}`, { method, body, headers: { authorization: `Bearer ${there.token}`, 'content-type': 'application/scim+json' } })
    return { status: answered.status, headers: answered.headers, body: (await answered.json()) as Body }
  }
})

it('says what it serves before there is a token; lets in a client’s own token alone, until it is revoked; and sees its tenant alone', async () => {
  const [staff, strangers] = [await makeStaff(), await makeStaff()]
  const { call, id } = await directory(staff)
  const bare = async (path: string, headers: Record<string, string> = {}) => app.request(`/scim/v2${path}`, { headers })
  expect(await (await bare('/ServiceProviderConfig')).json()).toMatchObject({ patch: { supported: true }, bulk: { supported: false }, filter: { supported: true, maxResults: 200 }, etag: { supported: true }, sort: { supported: false } })
  expect((await (await bare('/ResourceTypes')).json() as Body).Resources).toMatchObject([{ endpoint: '/Users' }, { endpoint: '/Groups' }, { endpoint: '/Agents' }])
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
