import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { read, transaction } from '@/lib/db/transaction'
import type { Actor } from '@/lib/identity/actor'
import type { AgentId } from '@/lib/kernel/ids'
import { newId } from '@/lib/kernel/ids'
import { ok } from '@/lib/kernel/result'
import { makeStaff, type Staff } from '@/lib/testing/agents'
import { testDatabase } from '@/lib/testing/database'
import { makeBareAgents, makeHops, makeMandate } from '@/lib/testing/hops'
import { entriesOf, makePerson } from '@/lib/testing/people'
import { proofFor, withProof } from '@/lib/testing/proofs'
import { coverEpochsOf, coversOf, explainOrder, getOrder, halt, listOrders, restore as restoreVerb } from '.'

const database = await testDatabase()
beforeAll(() => openDatabase(database.authorityUrl))
afterAll(() => closeDatabase())

const restore = (actor: Actor, input: { orderId: string; reason: string }) => withProof(restoreVerb, actor, input)
const reason = 'the cause was found and removed'
async function halted(): Promise<{ staff: Staff; top: AgentId; below: AgentId; orderId: string }> {
  const staff = await makeStaff()
  const [top, below] = (await makeBareAgents(staff, ['top', 'below'])) as [AgentId, AgentId]
  const mandateId = await makeMandate(staff, top)
  await makeHops(staff, [{ mandateId, path: [top] }, { mandateId, path: [top, below] }])
  const ordered = await halt(staff.admin, { agentId: top })
  if (!ordered.ok) throw new Error(ordered.refusal.code)
  return { staff, top, below, orderId: ordered.value.order_id }
}
const contained = (staff: Staff, ids: AgentId[]) => hotTransaction('system', (client) => coversOf(client, [staff.tenantId], ids))

describe('restoring', () => {
  it('[27] sets free what was halted, as an epoch of its own, and leaves the covers that old tokens die by', async () => {
    const { staff, top, below, orderId } = await halted()
    const restored = await restore(staff.owner, { orderId, reason })
    expect(restored).toMatchObject({ ok: true, value: { id: orderId, lifted: { by: staff.owner.name, reason } } })
    expect(await contained(staff, [top, below])).toEqual(new Set())
    const epochs = await hotTransaction('system', (client) => coverEpochsOf(client, [staff.tenantId], [top, below]))
    expect(epochs.get(below)).toEqual({ epoch: 1, inForce: false })
    const covers = await read(staff.tenantId, (tx) => tx.containmentCover.findMany({ where: { orderId } }))
    expect(covers).toMatchObject([{ epoch: 1n, liftedEpoch: 2n }, { epoch: 1n, liftedEpoch: 2n }])
    expect((await entriesOf(staff.tenantId)).at(-1)).toMatchObject({ action: 'containment.restore', result: 'ok', actorId: staff.owner.id, detail: { order_id: orderId, epoch: 2 } })
  })

  it('is refused to whoever halted, and that is recorded', async () => {
    const { staff, top, orderId } = await halted()
    expect(await restore(staff.admin, { orderId, reason })).toEqual({ ok: false, refusal: { code: 'separated', rule: 'who_halted_does_not_restore' } })
    expect((await entriesOf(staff.tenantId)).at(-1)).toMatchObject({ action: 'containment.restore', result: 'denied', reason: 'who_halted_does_not_restore' })
    expect(await contained(staff, [top])).toEqual(new Set([top]))
    const colleague = await makePerson(staff.tenantId, { role: 'admin' })
    expect(await restore(colleague, { orderId, reason })).toMatchObject({ ok: true })
  })

  it('needs a passkey’s proof of this order and this reason', async () => {
    const { staff, orderId, top } = await halted()
    const summary = `Restore top and one agent below it, halted by ${staff.admin.name}, because “${reason}”`
    expect(await restoreVerb(staff.owner, { orderId, reason })).toEqual({ ok: false, refusal: { code: 'proof_required', act: 'containment.restore', summary, why: 'missing' } })
    const proof = await proofFor(restoreVerb, staff.owner, { orderId, reason })
    expect(await restoreVerb(staff.owner, { orderId, reason: 'another reason', proof: proof.ok && proof.value })).toMatchObject({ refusal: { code: 'proof_mismatch' } })
    expect(await contained(staff, [top])).toEqual(new Set([top]))
    expect(await restoreVerb(staff.owner, { orderId, reason, proof: proof.ok && proof.value })).toMatchObject({ ok: true })
    expect((await entriesOf(staff.tenantId)).at(-1)).toMatchObject({ action: 'containment.restore', detail: { proof: { id: proof.ok && proof.value } } })
  })

  it('is exempt from it for the made-up people of the sample alone, and the record says so', async () => {
    const { staff, orderId, top } = await halted()
    const owner = new pg.Client(database.ownerUrl)
    await owner.connect()
    await owner.query(`update tenant set kind = 'sample' where id = $1`, [staff.tenantId])
    await owner.end()
    expect(await restoreVerb(staff.admin, { orderId, reason })).toMatchObject({ refusal: { rule: 'who_halted_does_not_restore' } })
    expect(await restoreVerb(staff.owner, { orderId, reason })).toMatchObject({ ok: true })
    expect(await contained(staff, [top])).toEqual(new Set())
    expect((await entriesOf(staff.tenantId)).at(-1)).toMatchObject({ action: 'containment.restore', detail: { order_id: orderId, exempt_from_passkey: 'sample' } })
  })

  it('is refused to analysts, auditors, the root token and agents', async () => {
    const { staff, top, orderId } = await halted()
    const agent = { kind: 'agent', tenantId: staff.tenantId, id: top, name: 'top' } as const
    for (const actor of [staff.analyst, staff.auditor, staff.root, agent])
      expect(await restore(actor, { orderId, reason })).toMatchObject({ ok: false, refusal: { code: 'denied' } })
    expect(await restore((await makeStaff()).admin, { orderId, reason })).toEqual({ ok: false, refusal: { code: 'not_found' } })
    expect(await contained(staff, [top])).toEqual(new Set([top]))
  })

  it('needs every order over an agent to be lifted', async () => {
    const { staff, top, below, orderId } = await halted()
    const second = await halt(staff.analyst, { agentId: below })
    if (!second.ok) throw new Error(second.refusal.code)
    await restore(staff.owner, { orderId, reason })
    expect(await contained(staff, [top, below])).toEqual(new Set([below]))
    await restore(staff.owner, { orderId: second.value.order_id, reason })
    expect(await contained(staff, [top, below])).toEqual(new Set())
  })

  it('of many at once happens once', async () => {
    const { staff, orderId } = await halted()
    const proofs: string[] = []
    for (let index = 0; index < 10; index++) {
      const proof = await proofFor(restoreVerb, staff.owner, { orderId, reason })
      if (proof.ok) proofs.push(proof.value)
    }
    const done = await Promise.all(proofs.map((proof) => restoreVerb(staff.owner, { orderId, reason, proof })))
    expect(done.filter((result) => result.ok)).toHaveLength(1)
    expect(done.filter((result) => !result.ok && result.refusal.code === 'wrong_state')).toHaveLength(9)
  })

  it('does not lift the withdrawal of a mandate, and does not list it as a halt', async () => {
    const { staff, top } = await halted()
    const id = newId<'containment_order'>()
    await transaction(staff.tenantId, async (tx) =>
      ok(
        await tx.containmentOrder.create({
          data: { id, tenantId: staff.tenantId, grain: 'mandate', mode: 'suspend', targetId: top, targetName: 'top', epoch: 9n, snapshotDigest: 'x', covered: {}, orderedBy: 'x', orderedByKind: 'person', orderedByName: 'x', committedAt: new Date() },
        }),
      ),
    )
    expect(await restore(staff.owner, { orderId: id, reason })).toEqual({ ok: false, refusal: { code: 'not_found' } })
    const page = await listOrders(staff.owner, {})
    expect(page.ok && page.value.items.map((order) => order.id)).not.toContain(id)
  })
})

describe('the reason of an order', () => {
  it('is given afterwards, once, by whoever ordered or by an admin', async () => {
    const { staff, orderId } = await halted()
    expect(await explainOrder(staff.analyst, { orderId, reason })).toEqual({ ok: false, refusal: { code: 'separated', rule: 'only_who_ordered_or_admin_explains' } })
    expect(await explainOrder(staff.admin, { orderId, reason: 'it paid twice' })).toMatchObject({ ok: true, value: { reason: 'it paid twice' } })
    expect(await explainOrder(staff.admin, { orderId, reason })).toEqual({ ok: false, refusal: { code: 'wrong_state', state: 'explained' } })
    expect(await getOrder(staff.auditor, { orderId })).toMatchObject({ ok: true, value: { reason: 'it paid twice' } })
    expect((await entriesOf(staff.tenantId)).filter(({ action }) => action === 'containment.explain')).toMatchObject([{ result: 'denied' }, { result: 'ok' }])
  })

  it('cannot be changed in the database by the authority itself, nor can what was covered', async () => {
    const { staff, orderId } = await halted()
    for (const sql of [
      `update containment_order set covered = '{}' where id = $1`,
      `update containment_order set ordered_by = 'x' where id = $1`,
      `update containment_cover set epoch = 0 where order_id = $1`,
      `delete from containment_cover where order_id = $1`,
      `delete from receipt where order_id = $1`,
    ])
      await expect(hotTransaction(staff.tenantId, (client) => client.query(sql, [orderId]))).rejects.toThrow(/permission denied/)
  })
})
