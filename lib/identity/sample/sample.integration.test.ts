import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { invitePerson, openSample, setNewPassword, signIn } from '@/lib/identity/access'
import { enterSample, peekSample } from '@/lib/identity/access'
import { COMPANY_SLUG, ensureCompany } from '@/lib/identity/access/ensure-company'
import { recoverPerson } from '@/lib/identity/access/recover-person'
import { issueSampleLink, settleSample } from '@/lib/identity/access/sample-start'
import { SAMPLE_NAME } from '@/lib/identity/access/sample-people'
import type { Actor } from '@/lib/identity/actor'
import { trustedId, type TenantId } from '@/lib/kernel/ids'
import { testDatabase } from '@/lib/testing/database'
import { entriesOf, makePerson, type TestPerson } from '@/lib/testing/people'
import { eraseSample, getSample, previewErasure, reportSample } from '.'

const db = await testDatabase()
const settings = { issuer: 'http://localhost:4000', sampleOpen: true }
const open = openSample(settings)
let company: TenantId
let sample: TenantId
let root: Actor
let insider: TestPerson
const codeOf = (url: string) => new URL(url).searchParams.get('code') ?? ''

beforeAll(async () => {
  openDatabase(db.authorityUrl)
  company = await ensureCompany()
  root = { kind: 'root', tenantId: company, id: 'root', name: 'root token' }
})
afterAll(closeDatabase)

const inDatabase = <T extends object>(sql: string, values: unknown[] = []): Promise<T[]> => hotTransaction('system', async (client) => (await client.query<T>(sql, values)).rows)

describe('before there is a sample', () => {
  it('says so, makes no link and erases nothing', async () => {
    expect(await getSample(settings)(root, {})).toMatchObject({ ok: true, value: { state: 'none' } })
    expect(await previewErasure(root, {})).toEqual({ ok: true, value: { name: '', rows: [], total: 0 } })
    expect(await open(root, {})).toEqual({ ok: false, refusal: { code: 'not_found' } })
    expect(await eraseSample(root, { name: SAMPLE_NAME })).toEqual({ ok: false, refusal: { code: 'not_found' } })
    await expect(inDatabase('select * from sample_rows(true)')).rejects.toThrow(/there is no sample/)
  })
})

describe('the first start', () => {
  it('marks one tenant, however often it is started', async () => {
    expect(await Promise.all([settleSample(db.ownerUrl, true), settleSample(db.ownerUrl, true)])).toEqual([true, true])
    const [row, ...more] = await inDatabase<{ id: string }>(`select id from tenant where kind = 'sample'`)
    expect(more).toEqual([])
    sample = trustedId<'tenant'>(row?.id ?? '') as TenantId
    insider = await makePerson(sample, { role: 'admin', name: 'Tomás Rivera', email: 'tomas@meridian-freight.example' })
    expect(await settleSample(db.ownerUrl, false)).toBe(false) // not this time; it is still there
    expect(await settleSample(db.ownerUrl, true)).toBe(true)
  })

  it('leaves the mark to the owner of the schema: no service can move it, or take a ledger apart', async () => {
    await expect(inDatabase('update sample_estate set estate_id = $1', [company])).rejects.toThrow(/permission denied/)
    await expect(inDatabase(`delete from ledger_entry where tenant_id = $1`, [sample])).rejects.toThrow(/permission denied/)
    const owner = new pg.Client(db.ownerUrl)
    await owner.connect()
    try {
      await owner.query(`begin; set local lanyard.erasing_sample = 'yes'`)
      await expect(owner.query('delete from ledger_entry where tenant_id = $1', [company])).rejects.toThrow(/insert-only/)
    } finally {
      await owner.end()
    }
  })
})

describe('a link into the sample', () => {
  it('offers its people and nobody else, works once, and is recorded on both sides', async () => {
    const made = await open(root, {})
    const code = made.ok ? codeOf(made.value.url) : ''
    expect((await peekSample(code))?.people.map(({ name }) => name)).toEqual(['Elin Solberg', 'Tomás Rivera'])
    const outsider = await makePerson(company, { name: 'Ada' })
    expect(await enterSample(code, outsider.id)).toMatchObject({ ok: false, refusal: { code: 'invalid' } })
    expect(await enterSample(code, 'nobody')).toMatchObject({ ok: false, refusal: { code: 'invalid' } })
    const twice = await Promise.all([enterSample(code, insider.id), enterSample(code, insider.id)])
    expect(twice.map(({ ok }) => ok).sort()).toEqual([false, true])
    expect((await entriesOf(company)).map(({ action }) => action)).toContain('sample.open')
    expect((await entriesOf(sample)).filter(({ action }) => action === 'sample.enter')).toMatchObject([{ actorId: insider.id, result: 'allowed' }])
  })

  it('is not made where the sample is not shown, nor by who may not', async () => {
    expect(await openSample({ issuer: settings.issuer })(root, {})).toEqual({ ok: false, refusal: { code: 'not_found' } })
    const owner = await makePerson(company, { role: 'owner' })
    expect(await open(owner, {})).toMatchObject({ ok: false, refusal: { code: 'denied' } })
  })

  it('dies: unknown, too old, or of another kind', async () => {
    const code = codeOf((await issueSampleLink(db.ownerUrl, settings.issuer, 'builder')) ?? '')
    expect(await enterSample(code, insider.id, new Date(Date.now() + 11 * 60_000))).toEqual({ ok: false, refusal: { code: 'link_dead' } })
    expect(await setNewPassword(code, 'four unrelated words 7')).toEqual({ ok: false, refusal: { code: 'link_dead' } })
    const invited = await invitePerson(settings)(insider, { email: 'new@meridian-freight.example', name: 'New', role: 'owner' })
    expect(await enterSample(invited.ok ? codeOf(invited.value.url) : '', insider.id)).toEqual({ ok: false, refusal: { code: 'link_dead' } })
  })
})

describe('people of the sample', () => {
  it('sign in by no password, whatever it is set to', async () => {
    const second = await makePerson(sample, { role: 'admin' })
    const link = await recoverPerson(settings)(second, { personId: insider.id })
    const password = 'four unrelated words 7'
    expect(await setNewPassword(link.ok ? codeOf(link.value.url) : '', password)).toMatchObject({ ok: true })
    expect(await signIn({ email: insider.email, password, address: '127.0.0.1' })).toEqual({ ok: false, refusal: { code: 'wrong' } })
    const outsider = await makePerson(company)
    expect(await signIn({ email: outsider.email, password: outsider.password, address: '127.0.0.1' })).toMatchObject({ ok: true })
  })

  it('alone say how far it is built', async () => {
    expect(await reportSample(insider, { done: 3, total: 7, doing: 'agents' })).toMatchObject({ ok: true, value: { state: 'building' } })
    expect(await getSample(settings)(root, {})).toMatchObject({ ok: true, value: { state: 'building', done: 3, total: 7, doing: 'agents', may_open: true } })
    expect(await reportSample(await makePerson(company), { done: 7, total: 7, doing: '' })).toEqual({ ok: false, refusal: { code: 'not_found' } })
  })
})

describe('erasing', () => {
  it('takes the typed name, counts what it takes, and leaves the company whole', async () => {
    const before = (await entriesOf(company)).length
    const preview = await previewErasure(root, {})
    if (!preview.ok) throw new Error('no preview')
    expect(await eraseSample(insider, { name: 'sample' })).toMatchObject({ ok: false, refusal: { code: 'invalid' } })
    const done = await eraseSample(insider, { name: SAMPLE_NAME })
    expect(done).toEqual({ ok: true, value: { ...preview.value, name: SAMPLE_NAME } })
    const after = await entriesOf(company)
    expect(after.slice(before)).toMatchObject([{ action: 'sample.erase', actorName: insider.name, detail: { people: preview.value.rows[0]?.count } }])
    expect(await inDatabase('select slug from tenant order by slug')).toEqual([{ slug: COMPANY_SLUG }, { slug: 'system' }])
    expect(await inDatabase('select id from ledger_entry where tenant_id = $1', [sample])).toEqual([])
    expect(await issueSampleLink(db.ownerUrl, settings.issuer, 'person')).toBeNull()
  })

  it('does not come back, and the next start sweeps what came too late', async () => {
    await inDatabase(`insert into containment_epoch (tenant_id, epoch) values ($1, 1)`, [sample])
    expect(await settleSample(db.ownerUrl, true)).toBe(false)
    expect(await inDatabase('select * from containment_epoch where tenant_id = $1', [sample])).toEqual([])
  })
})
