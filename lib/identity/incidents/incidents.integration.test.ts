import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { transaction } from '@/lib/db/transaction'
import { getOrder, halt, recordReceipt, restore, signRestore } from '@/lib/identity/containment'
import { append } from '@/lib/identity/ledger'
import type { Actor } from '@/lib/identity/actor'
import { ok, type Result } from '@/lib/kernel/result'
import { newId, trustedId, type AgentId } from '@/lib/kernel/ids'
import { makeStaff, type Staff } from '@/lib/testing/agents'
import { testDatabase } from '@/lib/testing/database'
import { makeBareAgents, makeHops, makeMandate } from '@/lib/testing/hops'
import { entriesOf, makePerson } from '@/lib/testing/people'
import { makePoint } from '@/lib/testing/points'
import { withProof } from '@/lib/testing/proofs'
import { addNote, followPlaybook, getIncident, listIncidents, listPlaybooks, putPlaybook, resolveIncident, setIncidentPolicy, setStep } from '.'
import { PLAYBOOKS_MAX, type IncidentView } from './contract'

const database = await testDatabase()
beforeAll(() => openDatabase(database.authorityUrl))
afterAll(() => closeDatabase())

const cause = 'a comment in a ticket told it to send the list'

function given<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal))
  return result.value
}

async function team(): Promise<{ staff: Staff; top: AgentId; below: AgentId; other: AgentId }> {
  const staff = await makeStaff()
  const [top, below, other] = (await makeBareAgents(staff, ['top', 'below', 'other'])) as [AgentId, AgentId, AgentId]
  const mandateId = await makeMandate(staff, top)
  await makeHops(staff, [{ mandateId, path: [top] }, { mandateId, path: [top, below] }])
  return { staff, top, below, other }
}
const haltOf = async (actor: Actor, agentId: AgentId, grain: 'sub_tree' | 'agent' = 'sub_tree') => given(await halt(actor, { agentId, grain, reason: 'it answered invoices of nobody' })).order_id
const incidentOf = async (staff: Staff, orderId: string) => given(await getOrder(staff.admin, { orderId })).incident
const view = async (staff: Staff, incidentId: string) => given(await getIncident(staff.auditor, { incidentId }))
const words = ({ timeline }: IncidentView) => timeline.map(({ sentence }) => sentence.map((part) => ('text' in part ? part.text : part.name)).join(''))

describe('an order', () => {
  it('opens an incident in its own transaction, with the steps of the playbook for what it is over', async () => {
    const { staff, top } = await team()
    const orderId = await haltOf(staff.analyst, top)
    const incident = await incidentOf(staff, orderId)
    expect(incident).toMatchObject({ number: 1, resolved: null, demanded: false })
    const seen = await view(staff, incident?.id ?? '')
    expect(seen).toMatchObject({ number: 1, subject: { id: top, name: 'top', grain: 'sub_tree' }, opened_by: staff.analyst.name, playbook: { slug: 'rogue-sub-agent', version: 1 }, orders: { total: 1, in_force: 1 } })
    expect(new Set(seen.step_list.map(({ phase }) => phase))).toEqual(new Set(['detect', 'contain', 'investigate', 'recover', 'lessons']))
    // What falls to whoever halted, and to the agent's owner, is theirs from the beginning, with a time.
    expect(seen.step_list.map(({ owner }) => owner?.id)).toEqual(expect.arrayContaining([staff.analyst.id, staff.owner.id]))
    expect(seen.step_list.every(({ owner, due_at, done }) => owner !== null && due_at !== null && done === null)).toBe(true)
    expect((await entriesOf(staff.tenantId)).at(-1)).toMatchObject({ action: 'containment.halt', detail: { order_id: orderId, incident_id: incident?.id, incident: 1, incident_opened: true } })
  })

  it('is not stopped by a playbook that cannot be read: what ships takes its place', async () => {
    const { staff, top } = await team()
    await transaction(staff.tenantId, async (tx) => {
      await tx.playbook.create({ data: { id: newId(), tenantId: staff.tenantId, slug: 'rogue-sub-agent', version: 2, name: 'of another release', summary: '', grains: ['sub_tree'], steps: [{ a: 1 }], writtenBy: staff.admin.id, writtenByName: staff.admin.name } })
      return ok(null)
    })
    const incident = await incidentOf(staff, await haltOf(staff.analyst, top))
    expect(await view(staff, incident?.id ?? '')).toMatchObject({ playbook: { slug: 'rogue-sub-agent', version: 1 } })
  })

  it('joins the open one over the same agent, whether its own order covers it or it covers that one’s', async () => {
    const { staff, top, below, other } = await team()
    const first = await incidentOf(staff, await haltOf(staff.admin, below, 'agent'))
    for (const agentId of [below, top]) expect(await incidentOf(staff, await haltOf(staff.analyst, agentId))).toEqual(first)
    expect(await incidentOf(staff, await haltOf(staff.admin, other))).toMatchObject({ number: 2 })
    expect(await view(staff, first?.id ?? '')).toMatchObject({ subject: { name: 'below' }, orders: { total: 3, in_force: 3 } })
  })

  it('opens another when the one before is resolved, and numbers them by tenant', async () => {
    const { staff, top } = await team()
    const first = await incidentOf(staff, await haltOf(staff.admin, top))
    given(await resolveIncident(staff.analyst, { incidentId: first?.id, cause }))
    expect(await incidentOf(staff, await haltOf(staff.admin, top))).toMatchObject({ number: 2, resolved: null })
    const elsewhere = await team()
    expect(await incidentOf(elsewhere.staff, await haltOf(elsewhere.staff.admin, elsewhere.top))).toMatchObject({ number: 1 })
    expect(await getIncident(elsewhere.staff.admin, { incidentId: first?.id })).toEqual({ ok: false, refusal: { code: 'not_found' } })
    expect(given(await listIncidents(elsewhere.staff.admin, {})).items).toHaveLength(1)
    expect(given(await listIncidents(staff.admin, { open: 'true' })).items.map(({ number }) => number)).toEqual([2])
    const page = given(await listIncidents(staff.admin, { limit: '1' }))
    expect(page.items.map(({ number }) => number)).toEqual([2])
    expect(given(await listIncidents(staff.admin, { limit: '1', cursor: page.next ?? '' })).items.map(({ number }) => number)).toEqual([1])
  })

  it('opens exactly one, however many are given at once', async () => {
    const { staff, top, below } = await team()
    const orders = await Promise.all([top, below, top, below].map((agentId) => haltOf(staff.admin, agentId)))
    const found = await Promise.all(orders.map((orderId) => incidentOf(staff, orderId)))
    expect(new Set(found.map((one) => one?.number))).toEqual(new Set([1]))
  })

  it('of a review opens none: what was decided calmly is no incident', async () => {
    const { staff, top } = await team()
    const job = { kind: 'job', tenantId: staff.tenantId, id: 'reviews.apply', name: 'the review' } as const
    expect(await incidentOf(staff, await haltOf(job, top))).toBeNull()
    expect(given(await listIncidents(staff.admin, {})).items).toEqual([])
  })
})

describe('working on an incident', () => {
  it('keeps who did a step and when, also that it was undone, and whose it is', async () => {
    const { staff, top } = await team()
    const incidentId = (await incidentOf(staff, await haltOf(staff.admin, top)))?.id ?? ''
    const stepId = (await view(staff, incidentId)).step_list[0]?.id ?? ''
    const stepNow = async () => (await view(staff, incidentId)).step_list[0]
    given(await setStep(staff.analyst, { incidentId, stepId, done: true }))
    expect(await stepNow()).toMatchObject({ done: { by: staff.analyst.name } })
    expect(await setStep(staff.owner, { incidentId, stepId, done: true })).toMatchObject({ refusal: { code: 'conflict' } })
    const due_at = '2030-01-02T03:04:00.000Z'
    given(await setStep(staff.owner, { incidentId, stepId, done: false, ownerId: staff.auditor.id, due_at }))
    expect(await stepNow()).toMatchObject({ done: null, owner: { id: staff.auditor.id }, due_at })
    const stranger = await makeStaff()
    expect(await setStep(staff.owner, { incidentId, stepId, ownerId: stranger.owner.id })).toMatchObject({ refusal: { code: 'invalid', fields: { ownerId: 'is nobody here with access' } } })
    expect(await setStep(stranger.owner, { incidentId, stepId, done: true })).toEqual({ ok: false, refusal: { code: 'not_found' } })
    expect(await setStep(staff.auditor, { incidentId, stepId, done: true })).toMatchObject({ refusal: { code: 'denied' } })
    given(await addNote(staff.auditor, { incidentId, note: 'The first wrong call is at 14:02.\nIts ticket is FIN-212.' }))
    const said = words(await view(staff, incidentId))
    expect(said.some((one) => one.includes(' did “') && one.startsWith(staff.analyst.name))).toBe(true)
    expect(said.some((one) => one.includes(` reopened, gave to ${staff.auditor.name}, and set for 2030-01-02 03:04 UTC: “`))).toBe(true)
    expect(said.at(-1)).toBe(`${staff.auditor.name} noted on incident 1: “The first wrong call is at 14:02.\nIts ticket is FIN-212.”`)
  })

  it('tells what happened in order: the order, its receipts, and what was refused because of it', async () => {
    const { staff, top, below } = await team()
    const denied = (agentId: AgentId, reason: string) =>
      transaction(staff.tenantId, async (tx) => ok(await append(tx, { kind: 'agent', tenantId: staff.tenantId, id: agentId, name: 'below' }, 'token.issue', { result: 'denied', reason, agentId, chain: [top, agentId] })), 'ReadCommitted')
    const point = await makePoint({ tenantId: staff.tenantId })
    await denied(below, 'containment')
    const orderId = await haltOf(staff.admin, top)
    const { epoch } = given(await getOrder(staff.admin, { orderId }))
    given(await recordReceipt(point, { iss: point.id, aud: 'x', order_id: trustedId<'containment_order'>(orderId), epoch, enforced_at: Date.now(), ms: 1, cut_calls: 2 }, 'jws'))
    await denied(below, 'scope')
    await denied(below, 'containment')
    const seen = await view(staff, (await incidentOf(staff, orderId))?.id ?? '')
    expect(seen.timeline.map(({ kind, event }) => [kind, event?.action ?? null])).toEqual([['entry', 'containment.halt'], ['receipt', null], ['refusal', 'token.issue']])
    expect(words(seen)[1]).toMatch(new RegExp(`^${point.name} confirmed the order over top after \\d+ ms and cut 2 running calls$`))
    expect(seen).toMatchObject({ more_refusals: false, evidence: { agent: top }, order_list: [{ id: orderId, confirmed: 1, lifted_at: null }] })
    expect(Date.parse(seen.evidence.since)).toBeLessThan(Date.parse(seen.opened_at))
  })

  it('goes on by another playbook: what is done stays, what is not is replaced', async () => {
    const { staff, top } = await team()
    const incidentId = (await incidentOf(staff, await haltOf(staff.admin, top)))?.id ?? ''
    const [done] = (await view(staff, incidentId)).step_list
    given(await setStep(staff.admin, { incidentId, stepId: done?.id, done: true }))
    const followed = given(await followPlaybook(staff.analyst, { incidentId, slug: 'prompt-injection' }))
    expect(followed.playbook).toMatchObject({ slug: 'prompt-injection', version: 1 })
    expect(followed.step_list[0]).toMatchObject({ id: done?.id, done: { by: staff.admin.name } })
    expect(followed.step_list.map(({ title }) => title)).toContain('Find the text that carried the instruction')
    expect(followed.step_list.filter(({ title }) => title === 'Halt its siblings if they run the same code')).toEqual([])
    expect(await followPlaybook(staff.analyst, { incidentId, slug: 'prompt-injection' })).toMatchObject({ refusal: { code: 'wrong_state' } })
    expect(await followPlaybook(staff.analyst, { incidentId, slug: 'no-such' })).toMatchObject({ refusal: { code: 'invalid' } })
  })

  it('is over with a cause, once, and not by a script', async () => {
    const { staff, top } = await team()
    const incidentId = (await incidentOf(staff, await haltOf(staff.admin, top)))?.id ?? ''
    expect(await resolveIncident(staff.root, { incidentId, cause })).toMatchObject({ refusal: { code: 'denied' } })
    expect(await resolveIncident(staff.analyst, { incidentId, cause: 'short' })).toMatchObject({ refusal: { code: 'invalid' } })
    expect(given(await resolveIncident(staff.analyst, { incidentId, cause }))).toMatchObject({ resolved: { by: staff.analyst.name, cause }, orders: { in_force: 1 } })
    expect(await resolveIncident(staff.admin, { incidentId, cause })).toMatchObject({ refusal: { code: 'wrong_state', state: 'resolved' } })
    const { step_list } = await view(staff, incidentId)
    expect(await setStep(staff.admin, { incidentId, stepId: step_list[0]?.id, done: true })).toMatchObject({ refusal: { code: 'wrong_state', state: 'resolved' } })
    expect((await entriesOf(staff.tenantId)).find(({ action, result }) => action === 'incidents.resolve' && result === 'ok')).toMatchObject({ detail: { steps_done: 0, steps_left: step_list.length, orders_in_force: 1 } })
  })
})

describe('restoring', () => {
  it('shows its incident, and waits for it only where the tenant says so', async () => {
    const { staff, top } = await team()
    const orderId = await haltOf(staff.admin, top)
    const incidentId = (await incidentOf(staff, orderId))?.id ?? ''
    expect(await setIncidentPolicy(staff.analyst, { restore_needs_resolution: true })).toMatchObject({ refusal: { code: 'denied' } })
    given(await setIncidentPolicy(staff.admin, { restore_needs_resolution: true }))
    expect(await incidentOf(staff, orderId)).toMatchObject({ resolved: null, demanded: true })
    expect(await withProof(restore, staff.owner, { orderId, reason: cause })).toEqual({ ok: false, refusal: { code: 'wrong_state', state: 'held_by_its_incident' } })
    given(await resolveIncident(staff.analyst, { incidentId, cause }))
    expect(await withProof(restore, staff.owner, { orderId, reason: cause })).toMatchObject({ ok: true, value: { incident: { resolved: { cause }, demanded: true } } })
    expect(words(await view(staff, incidentId)).at(-1)).toContain(`${staff.owner.name} restored top`)
  })

  it('by stages: read-only first while it is open, in full when it is resolved; both orders are of one incident', async () => {
    const { staff, top } = await team()
    given(await setIncidentPolicy(staff.admin, { restore_needs_resolution: true }))
    const reviewer = await makePerson(staff.tenantId, { role: 'admin', name: 'Rita Reviewer' })
    const orderId = await haltOf(staff.admin, top)
    const sign = (actor: Actor, of: string, stage: 'read_only' | 'full', signed_as: 'owner' | 'reviewer') => withProof(signRestore, actor, { orderId: of, stage, signed_as, incident_resolved: true, cause })
    given(await sign(staff.owner, orderId, 'read_only', 'owner'))
    const next = given(await sign(reviewer, orderId, 'read_only', 'reviewer')).followed_by ?? ''
    const incident = await incidentOf(staff, orderId)
    expect(await incidentOf(staff, next)).toEqual(incident)
    expect(await sign(staff.owner, next, 'full', 'owner')).toEqual({ ok: false, refusal: { code: 'wrong_state', state: 'held_by_its_incident' } })
    given(await resolveIncident(staff.owner, { incidentId: incident?.id, cause }))
    given(await sign(staff.owner, next, 'full', 'owner'))
    expect(given(await sign(reviewer, next, 'full', 'reviewer'))).toMatchObject({ lifted: { by: reviewer.name } })
    expect(await view(staff, incident?.id ?? '')).toMatchObject({ orders: { total: 2, in_force: 0 } })
  })
})

describe('playbooks', () => {
  it('four ship; a version of one’s own takes their place, and incidents that run keep their copy', async () => {
    const { staff, top, other } = await team()
    const before = given(await listPlaybooks(staff.auditor, {}))
    expect(before.playbooks.map(({ slug, version, written }) => [slug, version, written])).toEqual(['rogue-sub-agent', 'prompt-injection', 'leaked-credential', 'compromised-tool-server'].map((slug) => [slug, 1, null]))
    const running = (await incidentOf(staff, await haltOf(staff.admin, top)))?.id ?? ''
    const steps = [{ phase: 'contain', title: 'Call the duty officer', detail: '', owner: 'who_halted', due_minutes: 5 }] as const
    const input = { slug: 'rogue-sub-agent', version: 1, name: 'Our own', summary: '', grains: ['sub_tree'], steps }
    expect(await putPlaybook(staff.owner, input)).toMatchObject({ refusal: { code: 'denied' } })
    expect(given(await putPlaybook(staff.admin, input))).toMatchObject({ version: 2, written: { by: staff.admin.name } })
    expect(await putPlaybook(staff.admin, input)).toMatchObject({ refusal: { code: 'conflict' } })
    expect(await view(staff, running)).toMatchObject({ playbook: { version: 1 }, steps: { total: 9 } })
    const fresh = (await incidentOf(staff, await haltOf(staff.admin, other)))?.id ?? ''
    expect(await view(staff, fresh)).toMatchObject({ playbook: { version: 2, name: 'Our own' }, step_list: [{ title: 'Call the duty officer', owner: { id: staff.admin.id } }] })
    for (let n = given(await listPlaybooks(staff.admin, {})).playbooks.length; n < PLAYBOOKS_MAX; n++) given(await putPlaybook(staff.admin, { ...input, slug: `another-${n}`, version: 0 }))
    expect(await putPlaybook(staff.admin, { ...input, slug: 'one-too-many', version: 0 })).toMatchObject({ refusal: { code: 'invalid', fields: { slug: expect.stringContaining('already') } } })
    expect(given(await listPlaybooks((await makeStaff()).admin, {})).playbooks.every(({ written }) => written === null)).toBe(true)
  })
})
