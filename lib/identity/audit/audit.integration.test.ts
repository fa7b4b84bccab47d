import { createHash } from 'node:crypto'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { extractText, getDocumentProxy } from 'unpdf'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { verifyDraw, writeDrawPack } from '@/lib/evidence'
import { newId } from '@/lib/kernel/ids'
import type { Result } from '@/lib/kernel/result'
import { makeAgent, makeStaff, type Staff } from '@/lib/testing/agents'
import { testDatabase } from '@/lib/testing/database'
import { sealed, testCalls } from '@/lib/testing/ledger'
import { entriesOf } from '@/lib/testing/people'
import { makeMandate, makeOrder } from '@/lib/testing/rows'
import { noteSigner } from '@/lib/tlog'
import type { DrawView } from './contract'
import { getDraw, listDraws, makeDraw, markItem, packDraw } from './index'

const database = await testDatabase()
const signer = noteSigner('log.test/log/audit', Buffer.alloc(32, 6))
const signerOf = () => signer
const SINCE = new Date(Date.now() - 86_400_000).toISOString()
let ours: Staff
let theirs: Staff
let agentId: string

beforeAll(async () => {
  openDatabase(database.authorityUrl)
  ;[ours, theirs] = [await makeStaff(), await makeStaff()]
  agentId = (await makeAgent(ours, { name: 'worker' })).agent.id
  const mandateId = await makeMandate(ours, agentId)
  const { delegationId } = await makeOrder(ours, agentId, mandateId)
  const whole = { rootPersonId: ours.owner.id, mandateId, delegationId, agentId, chain: [agentId], actor: { kind: 'agent' as const, id: agentId, name: 'worker' } }
  // Every second call has its outcome; every third leads to nobody.
  await sealed(ours.tenantId, testCalls(ours.tenantId, 120, (n) => (n % 3 === 0 ? { chain: [agentId], agentId } : whole)), signerOf)
  await sealed(theirs.tenantId, testCalls(theirs.tenantId, 3), signerOf)
})
afterAll(closeDatabase)

function valueOf<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal))
  return result.value
}
const draw = async (input: object = {}, staff = ours): Promise<DrawView> => valueOf(await makeDraw(staff.auditor, { since: SINCE, tool: 'read_file', ...input }))
const places = ({ items }: DrawView) => items.map(({ position }) => position)

describe('a sample', () => {
  it('is 25 of what the filter means, each once, by a seed that is shown and recorded', async () => {
    const view = await draw()
    expect(view).toMatchObject({ population: 120, events: 25, marked: 0, may_mark: true, drawn_by: { name: ours.auditor.name } })
    expect(new Set(places(view)).size).toBe(25)
    expect(view.items.every(({ event }) => event.action === 'tool.call' && event.tool === 'read_file')).toBe(true)
    expect(view.seed).toMatch(/^[0-9a-f]{16}$/)
    expect((await entriesOf(ours.tenantId)).filter(({ action }) => action === 'audit.draw.make').at(-1)).toMatchObject({ result: 'ok', detail: { seed: view.seed, population: 120, positions: places(view).map(Number) } })
  })

  it('is the same again by the same seed, period and size, whoever draws and whatever came since; and another by another', async () => {
    const first = await draw({ seed: 'spring-audit' })
    await sealed(ours.tenantId, testCalls(ours.tenantId, 40), signerOf)
    const again = valueOf(await makeDraw(ours.analyst, { since: SINCE, until: first.until, tool: 'read_file', seed: 'spring-audit', size: first.size }))
    expect([again.population, places(again)]).toEqual([first.population, places(first)])
    expect(places(await draw({ seed: 'spring-audit-2', size: first.size }))).not.toEqual(places(first))
    const ranks = first.items.map(({ leaf_hash }) => createHash('sha256').update(`spring-audit:${leaf_hash}`).digest('hex'))
    expect(ranks).toEqual([...ranks].sort())
  })

  it('is all there is where there is less, and none where there is nothing or too little is said', async () => {
    expect((await draw({}, theirs)).events).toBe(3)
    const refused = async (input: object) => (await makeDraw(ours.auditor, { since: SINCE, ...input })) as { refusal: unknown }
    expect(await refused({ tool: 'nothing_called_this' })).toMatchObject({ refusal: { code: 'invalid', fields: { since: expect.stringContaining('nothing to draw') } } })
    expect(await refused({ until: '2001-01-01T00:00:00Z' })).toMatchObject({ refusal: { fields: { since: expect.stringContaining('before the end') } } })
    expect(await refused({ size: 1_000_000 })).toMatchObject({ refusal: { fields: { size: expect.stringContaining('entries') } } })
    expect(await refused({ seed: 'x y' })).toMatchObject({ refusal: { code: 'invalid' } })
  })

  it('says of each event who its human is, and what is missing on the way there', async () => {
    const { items } = await draw({ seed: 'walk' })
    const stateOf = (item: (typeof items)[number]) => Object.fromEntries(item.evidence.map(({ what, state }) => [what, state]))
    const followed = items.filter(({ event }) => event.root !== null)
    const lost = items.filter(({ event }) => event.root === null)
    expect(followed.length > 0 && lost.length > 0).toBe(true)
    for (const item of followed) {
      expect(stateOf(item)).toMatchObject({ human: 'there', mandate: 'there', chain: 'there', document: 'there', decision: 'there', sealed: 'there', outcome: item.event.outcome ? 'there' : 'missing' })
      expect(item.complete).toBe(item.event.outcome !== null)
    }
    for (const item of lost) expect([stateOf(item), item.complete]).toEqual([expect.objectContaining({ human: 'missing', mandate: 'missing', chain: 'missing' }), false])
  })

  it('of what people did themselves leads to them, with no authority of an agent’s to look for', async () => {
    await makeAgent(theirs, { name: 'theirs' })
    await sealed(theirs.tenantId, [], signerOf)
    const { items, population } = await draw({ show: 'all', tool: undefined }, theirs)
    expect(items).toHaveLength(population) // few enough that all are drawn
    const byPeople = items.filter(({ event }) => event.action.startsWith('registry.agent.'))
    expect(byPeople.length).toBeGreaterThan(0)
    for (const item of byPeople) expect([item.event.action, item.complete, item.evidence.find(({ what }) => what === 'mandate')?.state]).toEqual([item.event.action, true, 'not_needed'])
  })

  it('is marked by who drew it, with a note where the way ended, and each time recorded', async () => {
    const view = await draw({ seed: 'marks' })
    const mark = (by: Parameters<typeof markItem>[0], input: object) => markItem(by, { drawId: view.id, number: 1, verdict: 'followed', ...input })
    expect(await mark(ours.admin, {})).toMatchObject({ refusal: { code: 'separated', rule: 'marked_by_who_drew' } })
    expect(await mark(theirs.auditor, {})).toMatchObject({ refusal: { code: 'not_found' } })
    expect(await mark(ours.auditor, { verdict: 'not_followed' })).toMatchObject({ refusal: { fields: { note: expect.any(String) } } })
    expect(await mark(ours.auditor, { number: 26 })).toMatchObject({ refusal: { code: 'invalid' } })
    expect(valueOf(await mark(ours.auditor, {}))).toMatchObject({ marked: 1, not_followed: 0 })
    const last = valueOf(await mark(ours.auditor, { verdict: 'not_followed', note: 'nobody knows this person' }))
    expect(last.items[0]).toMatchObject({ mark: { verdict: 'not_followed', note: 'nobody knows this person', by: ours.auditor.name } })
    expect((await entriesOf(ours.tenantId)).filter(({ action, result }) => action === 'audit.draw.mark' && result === 'ok').map(({ detail }) => (detail as { verdict: string }).verdict)).toEqual(['followed', 'not_followed'])
    expect(valueOf(await listDraws(ours.admin, { limit: 1 })).items).toEqual([expect.objectContaining({ id: view.id, marked: 1, not_followed: 1 })])
    expect(await getDraw(theirs.admin, { drawId: view.id })).toEqual({ ok: false, refusal: { code: 'not_found' } })
  })

  it('stays as it was drawn: what was drawn is changed by no service', async () => {
    const change = hotTransaction('system', (client) => client.query(`update audit_draw_item set position = 1`))
    await expect(change).rejects.toThrow(/permission denied/)
  })
})

describe('a sample as evidence', () => {
  it('is verified by the key alone, and not once anything in it is another', async () => {
    const view = await draw({ seed: 'evidence' })
    const done = valueOf(await packDraw({ issuer: 'https://issuer.test', signerOf })(ours.auditor, { drawId: view.id }))
    const zip = Buffer.from(done.zip, 'base64')
    const check = await verifyDraw(zip, [signer.vkey])
    expect(check).toMatchObject({ ok: true, value: { manifest: { draw: { seed: 'evidence', population: view.population, events: 25 } } } })
    const { 'summary.pdf': pdf = new Uint8Array(), ...rest } = unzipSync(zip)
    const { text } = await extractText(await getDocumentProxy(pdf.slice()), { mergePages: true })
    for (const said of ['evidence', 'no person at its root', 'not looked at', ours.owner.name]) expect(text).toContain(said)
    expect(await verifyDraw(zip, [])).toMatchObject({ fault: { code: 'unknown_key' } })
    expect(await verifyDraw(zipSync({ ...rest, 'summary.pdf': pdf, 'events.jsonl': strToU8('') }), [signer.vkey])).toMatchObject({ fault: { code: 'file_differs', file: 'events.jsonl' } })

    // Whoever has the log's key could sign anything, and still not say that other events were drawn.
    if (!check.ok) return expect.fail('not verified')
    const { draw: of, made_at, made_by } = check.value.manifest
    const signed = (change: (events: Record<string, unknown>[]) => Record<string, unknown>[], seed = of.seed) => {
      const events = strFromU8(rest['events.jsonl'] ?? new Uint8Array()).trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>)
      const files = { 'events.jsonl': change(events).map((event) => `${JSON.stringify(event)}\n`).join(''), 'ledger.jsonl': strFromU8(rest['ledger.jsonl'] ?? new Uint8Array()), 'ledger.jsonl.manifest.json': strFromU8(rest['ledger.jsonl.manifest.json'] ?? new Uint8Array()) }
      return verifyDraw(writeDrawPack(files, { draw: { ...of, seed }, made_at, made_by }, signer), [signer.vkey])
    }
    expect(await signed((events) => events)).toMatchObject({ ok: true })
    expect(await signed((events) => events, 'another-seed')).toMatchObject({ fault: { code: 'not_its_draw' } })
    expect(await signed(([first, second, ...more]) => [{ ...second, number: 1 }, { ...first, number: 2 }, ...more])).toMatchObject({ fault: { code: 'not_its_draw', number: 2 } })
    expect(await signed(([first, ...more]) => [{ ...first, leaf_hash: '0'.repeat(64) }, ...more])).toMatchObject({ fault: { code: 'event_differs', number: 1 } })
    expect(await signed(([first, ...more]) => [{ ...first, event: { id: newId() } }, ...more])).toMatchObject({ fault: { code: 'event_not_in_record', number: 1 } })
    expect(await signed((events) => events.slice(0, 20))).toMatchObject({ fault: { code: 'not_its_draw', number: 21 } })
  })
})
