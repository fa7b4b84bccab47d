import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { compactVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { addHook, getOrder, halt, listHooks, removeHook } from '@/lib/identity/containment'
import { outbound } from '@/lib/kernel/outbound'
import { makeStaff, type Staff } from '@/lib/testing/agents'
import { testDatabase } from '@/lib/testing/database'
import { makeBareAgents } from '@/lib/testing/hops'
import { entriesOf } from '@/lib/testing/people'
import { testSigner } from '@/lib/testing/signer'
import { callDueHooks, type HookSettings } from './runtime-hooks'

type Asked = { body: string; signature: string }
/** Stops pods, and answers as it is told to. */
const asked: Asked[] = []
const answers: { status: number; body: string }[] = []
const receiver = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    asked.push({ body: Buffer.concat(chunks).toString(), signature: String(request.headers['lanyard-signature']) })
    const { status, body } = answers.shift() ?? { status: 200, body: '{"stopped":2,"detail":"pods of the job"}' }
    response.writeHead(status, { location: 'http://localhost/elsewhere' }).end(body)
  })
})

const database = await testDatabase()
const signer = await testSigner()
const settings: HookSettings = { issuer: 'http://id.test', signer, innerNetworks: true, onProblem: () => undefined }
const ask = outbound({ innerNetworks: true, answerBytesMax: 8_192, timeoutMs: 5_000 })
let url: string
beforeAll(async () => {
  openDatabase(database.authorityUrl)
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/stop`
})
afterAll(async () => {
  receiver.close()
  await closeDatabase()
})

async function company(over: { url?: string; modes?: string[] } = {}) {
  const staff = await makeStaff()
  const [agentId = ''] = await makeBareAgents(staff, ['worker'])
  const hook = await addHook(staff.admin, { name: 'cluster', url: over.url ?? url, ...(over.modes ? { modes: over.modes } : {}) })
  if (!hook.ok) throw new Error(hook.refusal.code)
  asked.length = answers.length = 0
  return { staff, agentId, hook: hook.value }
}
async function order(staff: Staff, agentId: string, mode: 'suspend' | 'strip' = 'suspend') {
  const ordered = await halt(staff.admin, { agentId, grain: 'agent', reason: 'it ran away', mode, ...(mode === 'strip' ? { scopes: [] } : {}) })
  if (!ordered.ok) throw new Error(JSON.stringify(ordered.refusal))
  return ordered.value.order_id
}
const hooksOf = async (staff: Staff, orderId: string) => {
  const found = await getOrder(staff.auditor, { orderId })
  return found.ok ? found.value.hooks : []
}
/** The next try, without waiting for its time. */
async function again(orderId: string): Promise<void> {
  await hotTransaction('system', (client) => client.query('update runtime_hook_call set next_at = now() where order_id = $1', [orderId]))
  await callDueHooks(settings, ask)
}

describe('a runtime hook', () => {
  it('is told of an order by a call that the issuer has signed, and its receipt stands on the board with its time', async () => {
    const { staff, agentId, hook } = await company()
    const orderId = await order(staff, agentId)
    expect(await hooksOf(staff, orderId)).toMatchObject([{ name: 'cluster', state: 'waiting', attempts: 0, ms: null }])
    await callDueHooks(settings, ask)
    const [call] = asked as [Asked]
    const [header, detached, signature] = call.signature.split('.')
    expect(detached).toBe('')
    const jws = `${header}.${Buffer.from(call.body).toString('base64url')}.${signature}`
    const { protectedHeader, payload } = await compactVerify(jws, signer.publicKey)
    expect(protectedHeader).toMatchObject({ alg: 'ES256', typ: 'lanyard-runtime-hook+jwt' })
    const said = JSON.parse(Buffer.from(payload).toString()) as { iat: number; exp: number }
    expect(said).toMatchObject({ iss: 'http://id.test', aud: hook.id, jti: `${orderId}.${hook.id}`, order_id: orderId, mode: 'suspend', grain: 'agent', target: { id: agentId }, agents: [{ id: agentId, name: 'worker' }], attempt: 1 })
    expect(said.exp - said.iat).toBe(60)
    const [row] = await hooksOf(staff, orderId)
    expect(row).toMatchObject({ state: 'confirmed', attempts: 1, detail: 'stopped 2; pods of the job' })
    expect(row?.ms).toBeGreaterThan(0)
    expect((await entriesOf(staff.tenantId)).at(-1)).toMatchObject({ action: 'containment.hook.answer', result: 'ok', detail: { order_id: orderId, hook: 'cluster', attempts: 1 } })
    await again(orderId)
    expect(asked).toHaveLength(1)
  })

  it('is tried again until it confirms, and given up after eight tries, which is recorded', async () => {
    const { staff, agentId } = await company()
    const first = await order(staff, agentId)
    answers.push({ status: 503, body: '' }, { status: 200, body: 'not json at all' })
    await callDueHooks(settings, ask)
    expect(await hooksOf(staff, first)).toMatchObject([{ state: 'waiting', attempts: 1, detail: 'it answered 503' }])
    await hotTransaction('system', (client) => client.query(`update runtime_hook_call set next_at = now() + interval '1 hour' where order_id = $1`, [first]))
    await callDueHooks(settings, ask)
    expect(asked).toHaveLength(1) // not before its time
    await again(first)
    expect(await hooksOf(staff, first)).toMatchObject([{ state: 'confirmed', attempts: 2, detail: '' }])
    const second = await order(staff, agentId)
    answers.push(...Array.from({ length: 8 }, () => ({ status: 500, body: '' })))
    for (let n = 0; n < 9; n++) await again(second)
    expect(asked).toHaveLength(2 + 8)
    expect(await hooksOf(staff, second)).toMatchObject([{ state: 'failed', attempts: 8, detail: 'it answered 500' }])
    expect((await entriesOf(staff.tenantId)).at(-1)).toMatchObject({ action: 'containment.hook.answer', result: 'failed', reason: 'hook_failed' })
  })

  it('[30] is not reached at an inner address where these are refused, nor by a redirect', async () => {
    const { staff, agentId } = await company()
    const refusing = outbound({ innerNetworks: false, answerBytesMax: 8_192, timeoutMs: 5_000 })
    const orderId = await order(staff, agentId)
    await callDueHooks(settings, refusing)
    expect(asked).toEqual([])
    expect(await hooksOf(staff, orderId)).toMatchObject([{ state: 'failed', attempts: 1, detail: expect.stringContaining('inner network') as string }])
    answers.push({ status: 302, body: '' })
    const redirected = await order(staff, agentId)
    await callDueHooks(settings, ask)
    expect(await hooksOf(staff, redirected)).toMatchObject([{ state: 'failed', detail: 'it was answered with a redirect, which is not followed' }])
  })

  it('is told of the orders that it is for, and of none after it was removed', async () => {
    const { staff, agentId, hook } = await company({ modes: ['kill', 'suspend'] })
    expect(await hooksOf(staff, await order(staff, agentId, 'strip'))).toEqual([])
    const waiting = await order(staff, agentId)
    expect(await removeHook(staff.admin, { hookId: hook.id })).toMatchObject({ ok: true })
    await callDueHooks(settings, ask)
    expect(asked).toEqual([])
    expect(await hooksOf(staff, waiting)).toMatchObject([{ name: 'cluster', state: 'failed', detail: 'the hook was removed before it answered' }])
    expect(await hooksOf(staff, await order(staff, agentId))).toEqual([])
    expect(await listHooks(staff.admin, {})).toEqual({ ok: true, value: [] })
  })

  it('is set up by administrators alone, at an address without a secret in it; its query is shown to nobody', async () => {
    const { staff } = await company()
    for (const actor of [staff.owner, staff.analyst, staff.auditor]) expect(await addHook(actor, { name: 'mine', url })).toMatchObject({ refusal: { code: 'denied' } })
    for (const bad of ['ftp://x.test/', 'http://user:pass@x.test/', 'nonsense', 'http://x.test/#part']) expect(await addHook(staff.admin, { name: 'bad', url: bad }), bad).toMatchObject({ refusal: { code: 'invalid' } })
    expect(await addHook(staff.admin, { name: 'CLUSTER', url })).toMatchObject({ refusal: { code: 'invalid', fields: { name: 'is the name of another hook' } } })
    expect(await addHook(staff.admin, { name: 'keyed', url: 'https://x.test/stop?key=canary' })).toMatchObject({ ok: true, value: { url: 'https://x.test/stop?…' } })
    expect(JSON.stringify([await listHooks(staff.auditor, {}), await entriesOf(staff.tenantId)])).not.toContain('canary')
    expect(await removeHook((await makeStaff()).admin, { hookId: (await company()).hook.id })).toEqual({ ok: false, refusal: { code: 'not_found' } })
  })
})
