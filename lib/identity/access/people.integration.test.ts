import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { newId, type TenantId } from '@/lib/kernel/ids'
import { testDatabase } from '@/lib/testing/database'
import { entriesOf, makePerson, makeTenant } from '@/lib/testing/people'
import { actorOfToken, changeRole, deactivatePerson, invitePerson, listPeople, me, openPersonSession, recoverPerson, endSession } from '.'
import { hashOf } from './internal/one-time-code'

const ISSUER = 'https://id.example.com'
const db = await testDatabase()
beforeAll(() => openDatabase(db.authorityUrl))
afterAll(() => closeDatabase())

/** A session as the authorization server opens it. */
async function openSession(person: { id: string; tenantId: TenantId }) {
  const token = `token-${newId()}`
  const opened = await openPersonSession({
    tokenHash: hashOf(token),
    personId: person.id as Parameters<typeof openPersonSession>[0]['personId'],
    tenantId: person.tenantId,
    clientId: 'console',
    expiresAt: new Date(Date.now() + 8 * 3_600_000),
  })
  expect(opened.ok).toBe(true)
  return token
}

describe('inviting', () => {
  it('makes an account, a link and an entry, and shows the link once', async () => {
    const admin = await makePerson(await makeTenant())
    const result = await invitePerson({ issuer: ISSUER })(admin, { email: 'Grace@Example.com', name: 'Grace Hopper', role: 'analyst' })
    expect(result).toMatchObject({ ok: true, value: { person: { email: 'grace@example.com', role: 'analyst', status: 'invited' } } })
    const url = result.ok ? new URL(result.value.url) : null
    expect(url?.pathname).toBe('/invite')
    expect(url?.searchParams.get('code')).toHaveLength(43)
    const [entry] = await entriesOf(admin.tenantId)
    expect(entry).toMatchObject({ action: 'access.person.invite', actorId: admin.id })
    expect(JSON.stringify(entry)).not.toContain(url?.searchParams.get('code'))
  })

  it('[8] knows an address in another case as the same, and tells so without a fault across tenants', async () => {
    const admin = await makePerson(await makeTenant(), { email: 'taken@example.com' })
    const foreign = await makePerson(await makeTenant())
    for (const actor of [admin, foreign])
      expect(await invitePerson({ issuer: ISSUER })(actor, { email: 'TAKEN@example.com', name: 'X', role: 'owner' })).toMatchObject({ refusal: { code: 'invalid', fields: { email: 'already has an account' } } })
  })

  it.each(['owner', 'analyst', 'auditor'] as const)('is not for the role %s, and the attempt is recorded', async (role) => {
    const person = await makePerson(await makeTenant(), { role })
    expect(await invitePerson({ issuer: ISSUER })(person, { email: 'a@example.com', name: 'A', role: 'admin' })).toMatchObject({ refusal: { code: 'denied', reason: 'role' } })
    expect(await entriesOf(person.tenantId)).toMatchObject([{ action: 'access.person.invite', result: 'denied', reason: 'denied:role' }])
  })

  it.each([[null], [undefined], [{}], ['x'], [{ email: { contains: '' }, name: 'A', role: 'admin' }], [{ email: 'b@example.com', name: 'A', role: 'root' }]])(
    '[41] refuses %o',
    async (raw) => {
      const admin = await makePerson(await makeTenant())
      expect(await invitePerson({ issuer: ISSUER })(admin, raw)).toMatchObject({ ok: false, refusal: { code: 'invalid' } })
    },
  )
})

describe('changing a role', () => {
  it('holds at the next call of who had it', async () => {
    const tenantId = await makeTenant()
    const [admin, other] = [await makePerson(tenantId), await makePerson(tenantId, { role: 'analyst', name: 'Grace' })]
    const token = await openSession(other)
    expect(await actorOfToken(token)).toMatchObject({ role: 'analyst' })
    expect(await changeRole(admin, { personId: other.id, role: 'auditor' })).toMatchObject({ ok: true, value: { role: 'auditor' } })
    expect(await actorOfToken(token)).toMatchObject({ role: 'auditor' })
    expect((await entriesOf(tenantId)).at(-1)).toMatchObject({ action: 'access.person.change_role', detail: { before: { role: 'analyst' }, after: { role: 'auditor' } } })
  })

  it('[38] is never of one’s own, and that is recorded', async () => {
    const tenantId = await makeTenant()
    const [admin] = [await makePerson(tenantId), await makePerson(tenantId)]
    expect(await changeRole(admin, { personId: admin.id, role: 'owner' })).toMatchObject({ refusal: { code: 'separated', rule: 'own_role' } })
    expect((await entriesOf(tenantId)).at(-1)).toMatchObject({ result: 'denied', reason: 'own_role' })
  })

  it('[39] does not know another tenant’s people', async () => {
    const [admin, foreign] = [await makePerson(await makeTenant()), await makePerson(await makeTenant())]
    for (const verb of [changeRole, deactivatePerson, recoverPerson({ issuer: ISSUER })])
      expect(await verb(admin, { personId: foreign.id, role: 'owner' })).toMatchObject({ refusal: { code: 'not_found' } })
  })

  it('leaves an administrator, when two take it from each other at once', async () => {
    for (let round = 0; round < 5; round++) {
      const tenantId = await makeTenant()
      const [one, other] = [await makePerson(tenantId, { name: 'One' }), await makePerson(tenantId, { name: 'Other' })]
      const results = await Promise.all([changeRole(one, { personId: other.id, role: 'owner' }), deactivatePerson(other, { personId: one.id })])
      expect(results.filter((result) => result.ok)).toHaveLength(1)
      expect(results.find((result) => !result.ok)).toMatchObject({ refusal: { code: 'separated', rule: 'last_admin' } })
    }
  })

  it('does not count an invitation never taken up as an administrator', async () => {
    const tenantId = await makeTenant()
    const [one, other] = [await makePerson(tenantId), await makePerson(tenantId, { name: 'Other' })]
    await makePerson(tenantId, { password: null, name: 'Invited' })
    expect((await changeRole(one, { personId: other.id, role: 'owner' })).ok).toBe(true)
    // `other` acts with a role that was read before it was taken away.
    expect(await changeRole(other, { personId: one.id, role: 'owner' })).toMatchObject({ refusal: { rule: 'last_admin' } })
  })
})

describe('deactivating and recovering', () => {
  it('ends every session of theirs, here and at the authorization server', async () => {
    const tenantId = await makeTenant()
    const [admin, leaver] = [await makePerson(tenantId), await makePerson(tenantId, { role: 'owner', name: 'Leaver' })]
    const tokens = [await openSession(leaver), await openSession(leaver)]
    const mine = await openSession(admin)
    expect(await deactivatePerson(admin, { personId: leaver.id })).toMatchObject({ ok: true, value: { status: 'deactivated' } })
    for (const token of tokens) expect(await actorOfToken(token)).toBeNull()
    expect(await actorOfToken(mine)).not.toBeNull()
    expect(await deactivatePerson(admin, { personId: leaver.id })).toMatchObject({ refusal: { code: 'wrong_state', state: 'deactivated' } })
    expect(await recoverPerson({ issuer: ISSUER })(admin, { personId: leaver.id })).toMatchObject({ refusal: { code: 'wrong_state' } })
    expect(await openPersonSession({ tokenHash: 'late', personId: leaver.id, tenantId, clientId: 'console', expiresAt: new Date(Date.now() + 1000) })).toMatchObject({ refusal: { code: 'not_active' } })
  })

  it('[38] is for somebody else', async () => {
    const tenantId = await makeTenant()
    const admin = await makePerson(tenantId)
    await makePerson(tenantId)
    for (const verb of [deactivatePerson, recoverPerson({ issuer: ISSUER })]) expect(await verb(admin, { personId: admin.id })).toMatchObject({ refusal: { code: 'separated', rule: 'own_account' } })
  })

  it('makes a recovery link for who has a password, and a new invitation for who never had one', async () => {
    const tenantId = await makeTenant()
    const [admin, forgetful] = [await makePerson(tenantId), await makePerson(tenantId, { role: 'owner' })]
    const token = await openSession(forgetful)
    const recovery = await recoverPerson({ issuer: ISSUER })(admin, { personId: forgetful.id })
    expect(recovery.ok && new URL(recovery.value.url).pathname).toBe('/recover')
    expect(await actorOfToken(token)).toBeNull()
    const invited = await makePerson(tenantId, { password: null })
    const again = await recoverPerson({ issuer: ISSUER })(admin, { personId: invited.id })
    expect(again.ok && new URL(again.value.url).pathname).toBe('/invite')
  })
})

describe('a session', () => {
  const hours = (n: number, from = new Date()) => new Date(from.getTime() + n * 3_600_000)

  it('is over after 30 minutes unused, and kept alive by use', async () => {
    const token = await openSession(await makePerson(await makeTenant()))
    expect(await actorOfToken(token, hours(0.49))).not.toBeNull()
    expect(await actorOfToken(token, hours(0.98))).not.toBeNull()
    expect(await actorOfToken(token, hours(1.5))).toBeNull()
  })

  it('is over after 8 hours, however much it is used and however long it was asked for', async () => {
    const person = await makePerson(await makeTenant())
    await openPersonSession({ tokenHash: hashOf('long'), personId: person.id, tenantId: person.tenantId, clientId: 'console', expiresAt: hours(1_000) })
    for (let half = 1; half <= 19; half++) expect(await actorOfToken('long', hours(half * 0.42)), String(half)).not.toBeNull()
    expect(await actorOfToken('long', hours(8.01))).toBeNull()
  })

  it('ends at sign-out, and only that one', async () => {
    const person = await makePerson(await makeTenant(), { role: 'auditor' })
    const [here, there] = [await openSession(person), await openSession(person)]
    const actor = await actorOfToken(here)
    expect(actor && (await endSession(actor, {})).ok).toBe(true)
    expect(await actorOfToken(here)).toBeNull()
    expect(await actorOfToken(there)).not.toBeNull()
  })

  it.each([[''], ['no such token'], ['x'.repeat(100_000)]])('[17] is nobody’s for a token that is none', async (token) => expect(await actorOfToken(token)).toBeNull())

  it('keeps no token in the database', async () => {
    const token = await openSession(await makePerson(await makeTenant()))
    const { hotTransaction } = await import('@/lib/db/hot')
    const { rows } = await hotTransaction('system', (client) => client.query('select s::text from person_session s'))
    expect(JSON.stringify(rows)).not.toContain(token)
  })
})

describe('me and the others', () => {
  it('says who asks and what the table lets them do', async () => {
    const auditor = await makePerson(await makeTenant(), { role: 'auditor' })
    const result = await me(auditor, {})
    expect(result).toMatchObject({ ok: true, value: { kind: 'person', email: auditor.email, role: 'auditor', tenant: { id: auditor.tenantId } } })
    expect(result.ok && result.value.may).toContain('ledger.event.list')
    expect(result.ok && result.value.may).not.toContain('containment.halt')
    const root = { kind: 'root', tenantId: auditor.tenantId, id: 'root', name: 'root token' } as const
    expect(await me(root, {})).toMatchObject({ ok: true, value: { kind: 'root', role: null, email: null } })
  })

  it('[39] lists one’s own tenant, without a hash', async () => {
    const tenantId = await makeTenant()
    const admin = await makePerson(tenantId)
    await makePerson(await makeTenant())
    const result = await listPeople(admin, {})
    expect(result.ok && result.value.items.map((person) => person.id)).toEqual([admin.id])
    expect(JSON.stringify(result)).not.toContain('argon2')
  })

  it('finds people by a part of their name or address in any letter case, and nobody of another tenant', async () => {
    const tenantId = await makeTenant()
    const admin = await makePerson(tenantId, { name: 'Ada Admin', email: 'ada@search.example.com' })
    const zoe = await makePerson(tenantId, { name: 'Zoë ÖZGE', email: 'z_1@search.example.com' })
    const plain = await makePerson(tenantId, { name: 'Zora 100% Plain', email: 'zx1@search.example.com' })
    const foreign = await makePerson(await makeTenant(), { name: 'Zoë Foreign', email: 'z_2@search.example.com' })
    const found = async (input: object) => {
      const page = await listPeople(admin, input)
      if (!page.ok) throw new Error(page.refusal.code)
      return page.value.items.map(({ id }) => id)
    }
    expect(await found({ q: 'özge' })).toEqual([zoe.id])
    expect(await found({ q: 'ZO' })).toEqual([plain.id, zoe.id])
    expect(await found({ q: 'Z_1@' })).toEqual([zoe.id]) // what it is written with stands for itself
    expect(await found({ q: '0%' })).toEqual([plain.id])
    expect(await found({ q: "o' OR true --" })).toEqual([])
    expect(await found({ q: '\\' })).toEqual([])
    expect(await found({ q: 'admin ada' })).toEqual([]) // not across the two
    expect(await found({ email: 'ZX1@search.example.com' })).toEqual([plain.id])
    expect(await found({ ids: `${plain.id},${foreign.id}` })).toEqual([plain.id])
    expect(await found({ ids: `${zoe.id},${admin.id}` })).toEqual([admin.id, zoe.id])
  })

  it('turns pages by name and then id, whoever has the same name, and filters by status', async () => {
    const tenantId = await makeTenant()
    const admin = await makePerson(tenantId, { name: 'B' })
    const same = [await makePerson(tenantId, { name: 'A' }), await makePerson(tenantId, { name: 'A' }), await makePerson(tenantId, { name: 'A' })]
    const [gone] = same
    expect(await deactivatePerson(admin, { personId: gone?.id })).toMatchObject({ ok: true })
    const invited = await invitePerson({ issuer: ISSUER })(admin, { email: `${newId()}@example.com`, name: 'C', role: 'owner' })
    const pages: string[][] = []
    let cursor: string | undefined
    do {
      const page = await listPeople(admin, { limit: 2, cursor })
      if (!page.ok) throw new Error(page.refusal.code)
      pages.push(page.value.items.map(({ id }) => id))
      cursor = page.value.next ?? undefined
    } while (cursor)
    const [a, b, c] = same.map(({ id }) => id).sort()
    expect(pages).toEqual([[a, b], [c, admin.id], [invited.ok ? invited.value.person.id : '']])
    const named = async (status: string) => {
      const page = await listPeople(admin, { status })
      return page.ok ? page.value.items.map(({ name, status: has }) => [name, has]) : page.refusal
    }
    expect(await named('deactivated')).toEqual([['A', 'deactivated']])
    expect(await named('invited')).toEqual([['C', 'invited']])
    expect(await named('active')).toEqual([['A', 'active'], ['A', 'active'], ['B', 'active']])
  })

  it.each([[{ cursor: 'x' }], [{ cursor: Buffer.from('["a\\u0000",null]').toString('base64url') }], [{ ids: 'nobody' }], [{ ids: '' }], [{ ids: Array.from({ length: 101 }, () => newId()).join() }], [{ limit: 201 }], [{ q: 'x'.repeat(101) }], [{ status: 'left' }]])(
    'refuses to list by %o',
    async (raw) => {
      expect(await listPeople(await makePerson(await makeTenant()), raw)).toMatchObject({ ok: false, refusal: { code: 'invalid' } })
    },
  )
})
