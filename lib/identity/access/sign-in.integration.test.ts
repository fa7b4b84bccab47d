import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { testDatabase } from '@/lib/testing/database'
import { entriesOf, makePerson, makeTenant } from '@/lib/testing/people'
import { acceptInvitation, deactivatePerson, invitePerson, signIn } from '.'

const ISSUER = 'https://id.example.com'
const db = await testDatabase()
beforeAll(() => openDatabase(db.authorityUrl))
afterAll(() => closeDatabase())

const address = '192.0.2.10'

describe('signing in', () => {
  it('answers who it is, and records it', async () => {
    const person = await makePerson(await makeTenant())
    expect(await signIn({ email: ` ${person.email.toUpperCase()} `, password: person.password, address })).toMatchObject({ ok: true, value: { personId: person.id } })
    expect(await entriesOf(person.tenantId)).toMatchObject([{ action: 'access.session.start', result: 'allowed', actorId: person.id, detail: { method: 'password', address } }])
  })

  it('refuses a wrong password, an unknown account, an invitation never taken up and who has left, all alike', async () => {
    const tenantId = await makeTenant()
    const [admin, leaver, invited] = [await makePerson(tenantId), await makePerson(tenantId, { role: 'owner' }), await makePerson(tenantId, { password: null, role: 'owner' })]
    await deactivatePerson(admin, { personId: leaver.id })
    const tries = [
      { email: admin.email, password: 'not this one at all' },
      { email: 'nobody@example.com', password: 'not this one at all' },
      { email: invited.email, password: '' },
      { email: leaver.email, password: leaver.password },
      { email: 'not an address', password: 'x' },
      { email: `\u0430${admin.email.slice(1)}`, password: admin.password },
    ]
    for (const [n, attempt] of tries.entries()) expect(await signIn({ ...attempt, address: `192.0.2.${20 + n}` })).toEqual({ ok: false, refusal: { code: 'wrong' } })
    const reasons = (await entriesOf(tenantId)).filter((entry) => entry.action === 'access.session.start').map((entry) => entry.reason)
    expect(reasons).toEqual(['wrong_password', 'wrong_password', 'deactivated'])
  })

  it('[48] records nothing that was typed', async () => {
    const person = await makePerson(await makeTenant())
    await signIn({ email: 'my-secret-canary-1', password: 'my-secret-canary-2', address })
    await signIn({ email: person.email, password: 'my-secret-canary-3', address })
    const { rows } = await hotTransaction('system', (client) => client.query('select e::text from ledger_entry e union all select t::text from throttle t'))
    expect(JSON.stringify(rows)).not.toContain('canary')
  })

  it('[6] takes as long for an unknown account as for a known one', async () => {
    const admin = await makePerson(await makeTenant())
    const email = `${admin.id.slice(-8)}-timed@example.com`
    const invited = await invitePerson({ issuer: ISSUER })(admin, { email, name: 'Timed', role: 'owner' })
    await acceptInvitation(new URL(invited.ok ? invited.value.url : '').searchParams.get('code') ?? '', 'eleven paper boats')
    const timed = async (who: string, n: number) => {
      // Of the processor, all threads: the hash is nearly all of it, and who else is busy does not count.
      const start = process.cpuUsage()
      await signIn({ email: who, password: 'not this one at all', address: `198.51.100.${n}` })
      const { user, system } = process.cpuUsage(start)
      return user + system
    }
    const known: number[] = []
    const unknown: number[] = []
    for (let n = 0; n < 8; n++) {
      known.push(await timed(email, n))
      unknown.push(await timed(`unknown${n}@example.com`, n))
    }
    const median = (list: number[]) => list.toSorted((a, b) => a - b)[list.length >> 1] ?? 0
    expect(median(unknown)).toBeGreaterThan(median(known) * 0.6)
    expect(median(unknown)).toBeLessThan(median(known) * 1.7)
  })
})

describe('throttling', () => {
  it('stops the eleventh try at one account from one place, not its owner elsewhere, and records it once', async () => {
    const person = await makePerson(await makeTenant())
    const attempt = (from: string, password = 'not this one at all') => signIn({ email: person.email, password, address: from })
    const results = await Promise.all(Array.from({ length: 14 }, () => attempt('203.0.113.1')))
    expect(results.filter((result) => !result.ok && result.refusal.code === 'wrong')).toHaveLength(10)
    expect(results.filter((result) => !result.ok && result.refusal.code === 'too_many_tries')).toHaveLength(4)
    expect(await attempt('203.0.113.1', person.password)).toMatchObject({ refusal: { code: 'too_many_tries', retryAfterSeconds: expect.any(Number) } })
    expect((await attempt('203.0.113.2', person.password)).ok).toBe(true)
    expect((await entriesOf(person.tenantId)).filter((entry) => entry.reason === 'too_many_tries')).toHaveLength(1)
  })

  it('stops one account tried from many places', async () => {
    const person = await makePerson(await makeTenant())
    const codes: string[] = []
    for (let n = 0; n < 64; n++) {
      const result = await signIn({ email: person.email, password: 'not this one at all', address: `10.1.0.${n}` })
      codes.push(result.ok ? 'ok' : result.refusal.code)
    }
    expect(codes.slice(0, 60)).not.toContain('too_many_tries')
    expect(codes.slice(60)).toEqual(Array<string>(4).fill('too_many_tries'))
  })

  it('begins anew after a success', async () => {
    const person = await makePerson(await makeTenant())
    const attempt = (password: string) => signIn({ email: person.email, password, address: '203.0.113.9' })
    for (let round = 0; round < 3; round++) {
      for (let n = 0; n < 9; n++) await attempt('not this one at all')
      expect((await attempt(person.password)).ok).toBe(true)
    }
  })
})
