import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, hotPool, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { read, transaction } from '@/lib/db/transaction'
import { newId } from '@/lib/kernel/ids'
import { ok } from '@/lib/kernel/result'
import { registerToolServer } from '@/lib/identity/registry'
import { makeStaff, type Staff } from '@/lib/testing/agents'
import { testDatabase } from '@/lib/testing/database'
import { makeBareAgents } from '@/lib/testing/hops'
import { anyProof, makePoint, pointKeys } from '@/lib/testing/points'
import { enrolPoint, getOrder, halt, invitePoint, listPoints, listRoutes, noteLeases, readFeedState, recordReceipt, recordTools, revokePoint, type Point } from '.'
import { issueEnrolmentCode } from './enrolment-code'

const database = await testDatabase()
beforeAll(() => openDatabase(database.authorityUrl))
afterAll(() => closeDatabase())

const enrolment = (name: string, code: string, keys = pointKeys()) => ({ code, name, url: 'http://gateway.test', jwk: keys.jwk, thumbprint: keys.thumbprint })
const pointNamed = (name: string) => read('system', (tx) => tx.enforcementPoint.findUnique({ where: { name } }))

describe('enrolling', () => {
  it('works once of twenty at once with one code', async () => {
    const code = await issueEnrolmentCode(database.ownerUrl, 'raced')
    const done = await Promise.all(Array.from({ length: 20 }, () => enrolPoint(enrolment('raced', code))))
    expect(done.filter((result) => result.ok)).toHaveLength(1)
    expect(done.filter((result) => !result.ok && result.refusal.code === 'bad_code')).toHaveLength(19)
  })

  it('keeps no code that could be used, and the key in the ledger', async () => {
    const code = await issueEnrolmentCode(database.ownerUrl, 'kept')
    const stored = await hotPool().query('select * from enrolment_code')
    expect(JSON.stringify(stored.rows)).not.toContain(code)
    const keys = pointKeys()
    await enrolPoint(enrolment('kept', code, keys))
    const entry = await read('system', (tx) => tx.ledgerEntry.findFirst({ where: { action: 'containment.point.enrol', subjectName: 'kept' } }))
    expect(entry).toMatchObject({ result: 'ok', detail: { jwk: keys.jwk, thumbprint: keys.thumbprint, renewed: false } })
  })

  it('is refused with a code that is wrong, expired, replaced, or for another name', async () => {
    const first = await issueEnrolmentCode(database.ownerUrl, 'picky')
    const code = await issueEnrolmentCode(database.ownerUrl, 'picky')
    for (const [name, bad] of [['picky', 'x'.repeat(43)], ['picky', first], ['other', code]] as const)
      expect(await enrolPoint(enrolment(name, bad))).toEqual({ ok: false, refusal: { code: 'bad_code' } })
    await transaction('system', async (tx) => ok(await tx.enrolmentCode.updateMany({ where: { pointName: 'picky' }, data: { expiresAt: new Date(Date.now() - 1) } })))
    expect(await enrolPoint(enrolment('picky', code))).toEqual({ ok: false, refusal: { code: 'bad_code' } })
  })

  it('again under its name replaces the key and keeps the point; another’s key, or a revoked one, is refused', async () => {
    const [old, fresh] = [pointKeys(), pointKeys()]
    const first = await enrolPoint(enrolment('again', await issueEnrolmentCode(database.ownerUrl, 'again'), old))
    const second = await enrolPoint(enrolment('again', await issueEnrolmentCode(database.ownerUrl, 'again'), fresh))
    expect(second).toEqual(first)
    expect(await pointNamed('again')).toMatchObject({ thumbprint: fresh.thumbprint })
    const code = await issueEnrolmentCode(database.ownerUrl, 'thief')
    expect(await enrolPoint(enrolment('thief', code, fresh))).toEqual({ ok: false, refusal: { code: 'key_in_use' } })
    await transaction('system', async (tx) => ok(await tx.enforcementPoint.update({ where: { name: 'again' }, data: { revokedAt: new Date() } })))
    const late = await issueEnrolmentCode(database.ownerUrl, 'again')
    expect(await enrolPoint(enrolment('again', late, fresh))).toEqual({ ok: false, refusal: { code: 'key_revoked' } })
    expect(await enrolPoint(enrolment('again', late, pointKeys()))).toMatchObject({ ok: true }) // the code was not spent by the refusal
  })
})

describe('a resource server that guards itself', () => {
  const server = async (staff: Staff, url = 'https://invoices.example/') => {
    const slug = `inv-${staff.tenantId.slice(-8)}`
    const made = await registerToolServer({ gatewayUrl: 'https://gw.example' })(staff.admin, { slug, title: 'Invoices', transport: { kind: 'guard', url } })
    if (!made.ok) throw new Error(JSON.stringify(made.refusal))
    return { slug, url: made.value.resource }
  }
  const invited = async (staff: Staff, input: { server: string; point?: string }) => {
    const made = await invitePoint(staff.admin, input)
    if (!made.ok) throw new Error(JSON.stringify(made.refusal))
    return made.value
  }
  const enrol = (name: string, code: string, keys = pointKeys()) => enrolPoint({ code, name, jwk: keys.jwk, thumbprint: keys.thumbprint })

  it('becomes a point of its tenant alone, at the address that was registered, and sees itself alone', async () => {
    const staff = await makeStaff()
    const { slug, url } = await server(staff)
    const code = await invited(staff, { server: slug })
    expect(code).toMatchObject({ name: slug, resource: url })
    const keys = pointKeys()
    expect(await enrol(slug, code.code, keys)).toMatchObject({ ok: true })
    expect(await enrol(slug, code.code)).toEqual({ ok: false, refusal: { code: 'bad_code' } })
    expect(await pointNamed(slug)).toMatchObject({ tenantId: staff.tenantId, server: slug, url })
    const entry = await read(staff.tenantId, (tx) => tx.ledgerEntry.findFirst({ where: { tenantId: staff.tenantId, action: 'containment.point.enrol' } }))
    expect(entry).toMatchObject({ subjectName: slug, detail: { server: slug, url } })
    const { points } = await readFeedState({ query: async (text, values) => (await hotTransaction('system', (client) => client.query(text, values ? [...values] : []))).rows as never })
    const point = points.get(keys.thumbprint)
    expect(point).toMatchObject({ tenantId: staff.tenantId, guards: { server: slug, resource: url } })
    expect((await listRoutes(point as Point)).map((route) => route.slug)).toEqual([slug])
    expect((await listRoutes(await makePoint())).map((route) => route.slug)).not.toContain(slug) // it is not behind the gateway
  })

  it('17: takes nobody else’s name, and is nobody else’s to invite or revoke', async () => {
    const [staff, stranger] = [await makeStaff(), await makeStaff()]
    const { slug } = await server(staff)
    expect(await invitePoint(stranger.admin, { server: slug })).toMatchObject({ ok: false, refusal: { code: 'not_found' } })
    expect(await invitePoint(staff.owner, { server: slug })).toMatchObject({ ok: false, refusal: { code: 'denied' } })
    expect(await invitePoint(staff.admin, { server: slug, point: 'gateway' })).toMatchObject({ ok: false, refusal: { code: 'invalid' } })
    // A name that somebody took between the code and its use.
    const late = await invited(staff, { server: slug, point: `${slug}-2` })
    const taken = await makePoint({ name: `${slug}-2` })
    expect(await enrol(late.name, late.code)).toEqual({ ok: false, refusal: { code: 'name_in_use' } })
    expect(await pointNamed(taken.name)).toMatchObject({ thumbprint: taken.thumbprint })

    const first = await invited(staff, { server: slug })
    const second = await invited(staff, { server: slug })
    expect(await enrol(slug, first.code)).toMatchObject({ ok: false }) // a newer code was made
    const done = await enrol(slug, second.code)
    if (!done.ok) throw new Error(done.refusal.code)
    expect(await revokePoint(stranger.admin, { pointId: done.value.pointId })).toMatchObject({ ok: false, refusal: { code: 'not_found' } })
    expect(await revokePoint(staff.admin, { pointId: taken.id })).toMatchObject({ ok: false, refusal: { code: 'not_found' } }) // a gateway's
    expect(await revokePoint(staff.admin, { pointId: done.value.pointId })).toMatchObject({ ok: true })
    const listed = await listPoints(staff.auditor, {})
    expect(listed.ok && listed.value.find(({ name }) => name === slug)).toMatchObject({ state: 'revoked', server: slug })
  })
})

describe('a receipt', () => {
  it('is kept once, and only for an order that the point must obey, with its epoch', async () => {
    const [staff, stranger] = [await makeStaff(), await makeStaff()]
    const point = await makePoint({ tenantId: staff.tenantId })
    await noteLeases(new Map([[point.id, 20]]))
    const orderOf = async (of: typeof staff) => {
      const [agent] = await makeBareAgents(of, ['halted'])
      const done = await halt(of.admin, { agentId: agent })
      if (!done.ok) throw new Error(done.refusal.code)
      return done.value
    }
    const [mine, theirs] = [await orderOf(staff), await orderOf(stranger)]
    expect(mine.receipts).toEqual([]) // the point holds a lease but never answered: the answer came without it
    const receipt = (order: typeof mine, over: object = {}) => ({ iss: point.id, aud: 'x', order_id: order.order_id as never, epoch: order.epoch, enforced_at: Date.now(), ms: 1, cut_calls: 2, ...over })
    expect(await recordReceipt(point, receipt(theirs), 'jws')).toEqual({ ok: false, refusal: { code: 'unknown_order' } })
    expect(await recordReceipt(point, receipt(mine, { order_id: newId() }), 'jws')).toEqual({ ok: false, refusal: { code: 'unknown_order' } })
    expect(await recordReceipt(point, receipt(mine, { epoch: mine.epoch + 1 }), 'jws')).toEqual({ ok: false, refusal: { code: 'wrong_epoch' } })
    const kept = await recordReceipt(point, receipt(mine, { enforced_at: 0 }), 'first')
    if (!kept.ok) throw new Error(kept.refusal.code)
    expect(kept.value.ms).toBeGreaterThan(0)
    expect(await recordReceipt(point, receipt(mine, { cut_calls: 0 }), 'second')).toEqual(kept)
    const order = await getOrder(staff.admin, { orderId: mine.order_id })
    const shown = order.ok ? order.value.points.find(({ id }) => id === point.id) : null
    expect(shown).toMatchObject({ state: 'confirmed', receipt: { cut_calls: 2, enforced_at: mine.committed_at } })
  })
})

describe('points', () => {
  it('are listed with what their leases say', async () => {
    const staff = await makeStaff()
    const named = async (name: string, data: object) => {
      const point = await makePoint({ tenantId: staff.tenantId, name: `${name}-${staff.tenantId.slice(-6)}` })
      await transaction('system', async (tx) => ok(await tx.enforcementPoint.update({ where: { id: point.id }, data })))
    }
    await named('a', { lastLeaseAt: new Date() })
    await named('b', { lastLeaseAt: new Date(Date.now() - 10_000) })
    await named('c', {})
    await named('d', { revokedAt: new Date() })
    const points = await listPoints(staff.auditor, {})
    const mine = points.ok ? points.value.filter(({ name }) => name.endsWith(staff.tenantId.slice(-6))) : []
    expect(mine.map(({ state }) => state)).toEqual(['connected', 'lease_expired', 'never_connected', 'revoked'])
  })

  it('tell what they find on a tool server; a list that changed is recorded', async () => {
    const staff = await makeStaff()
    const id = newId<'tool_server'>()
    await transaction('system', async (tx) =>
      ok(await tx.toolServer.create({ data: { id, tenantId: staff.tenantId, slug: `s${id.slice(-8)}`, title: 'S', transport: {}, createdBy: 'x' } })),
    )
    const point = await makePoint()
    const tools = [{ name: 'read\u0000', title: null, description: 'reads\na file', readOnly: true }]
    expect(await recordTools(point, { server_id: id, tools }, anyProof())).toEqual({ ok: true, value: { changed: true } })
    expect(await recordTools(point, { server_id: id, tools }, anyProof())).toEqual({ ok: true, value: { changed: false } })
    expect(await recordTools(point, { server_id: newId(), tools }, anyProof())).toEqual({ ok: false, refusal: { code: 'unknown_server' } })
    expect(await recordTools(await makePoint({ tenantId: newId() }), { server_id: id, tools }, anyProof())).toMatchObject({ ok: false })
    const server = await read('system', (tx) => tx.toolServer.findUniqueOrThrow({ where: { id } }))
    expect(server.tools).toEqual([{ name: 'read\uFFFD', title: null, description: 'reads\na file', readOnly: true }])
    const entries = await read('system', (tx) => tx.ledgerEntry.findMany({ where: { tenantId: staff.tenantId, action: 'registry.tool_server.discover' } }))
    expect(entries).toMatchObject([{ actorId: point.id, detail: { added: ['read\uFFFD'], removed: [] } }])
  })
})
