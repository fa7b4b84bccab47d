import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { transaction } from '@/lib/db/transaction'
import { deactivatePerson, setManager } from '@/lib/identity/access'
import { lapse } from '@/lib/jobs/lapses'
import { drainOutbox } from '@/lib/jobs/outbox'
import { newId } from '@/lib/kernel/ids'
import { ok } from '@/lib/kernel/result'
import { agentKeyPair, documentFor, makeAgent, makeStaff, type Staff } from '@/lib/testing/agents'
import { testDatabase } from '@/lib/testing/database'
import { entriesOf, makePerson, type TestPerson } from '@/lib/testing/people'
import {
  acceptTransfer, acceptTransfers, approveAgent, cancelTransfer, cancelTransfers, confirmAgent, confirmAgents, declineTransfer, getAgent, getAnswers, getLapseRule, getOwnership, getOwnershipRule, listTeams, listTransfers, previewLapseRule, putTeam, registerAgent, requestTransfer, reviseAgent, setDeputies, setLapseRule, setOwnershipRule, addTeamMember, getTeam, removeTeamMember,
} from '.' // prettier-ignore
import type { IdentityDocumentInput } from './contract'

/** Carries out successions alone: of what else happened people are told, which is not looked at here. */
async function succeeded() {
  await hotTransaction('system', (client) => client.query(`update outbox set processed_at = now() where topic <> 'person.deactivated' and processed_at is null`))
  return drainOutbox()
}

const database = await testDatabase()
let staff: Staff
let strangers: Staff
let count = 0
const reason = 'moves to another desk'

beforeAll(async () => {
  openDatabase(database.authorityUrl)
  staff = await makeStaff()
  strangers = await makeStaff()
})
afterAll(closeDatabase)

async function asOwner(sql: string, ...values: unknown[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: database.ownerUrl })
  await client.connect()
  const { rows } = await client.query<Record<string, unknown>>(sql, values)
  await client.end()
  return rows
}
const agentOf = async (over: Partial<IdentityDocumentInput> = {}) => (await makeAgent(staff, { name: `agent-${++count}`, ...over })).agent
const person = (name: string, role: TestPerson['role'] = 'owner') => makePerson(staff.tenantId, { role, name })
const valueOf = <T>(result: { ok: true; value: T } | { ok: false; refusal: unknown }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal))
  return result.value
}
const offer = async (agentIds: string[], to: TestPerson, over: Record<string, unknown> = {}) => valueOf(await requestTransfer(staff.owner, { agentIds, to: to.id, reason, ...over }))
const agentNow = async (agentId: string) => valueOf(await getAgent(staff.auditor, { agentId }))

describe('a transfer', () => {
  it('moves an agent when the new owner accepts it, by a revision that says so, and not before', async () => {
    const [agent, next] = [await agentOf(), await person('N. Ext')]
    const [transfer] = await offer([agent.id], next)
    expect(transfer).toMatchObject({ state: 'requested', role: 'owner', from: { id: staff.owner.id }, to: { name: 'N. Ext' } })
    expect((await agentNow(agent.id)).owner.id).toBe(staff.owner.id)
    const transferId = transfer?.id
    for (const other of [staff.owner, staff.admin]) expect(await acceptTransfer(other, { transferId })).toMatchObject({ refusal: { code: 'separated', rule: 'only_who_it_is_offered_to' } })
    expect(await acceptTransfer(staff.root, { transferId })).toMatchObject({ refusal: { code: 'denied' } })
    expect(await acceptTransfer(strangers.admin, { transferId })).toMatchObject({ refusal: { code: 'not_found' } })
    const both = await Promise.all([acceptTransfer(next, { transferId }), acceptTransfer(next, { transferId })])
    expect(both.filter((one) => one.ok)).toHaveLength(1)
    expect(await agentNow(agent.id)).toMatchObject({ owner: { id: next.id }, document: { owner: next.id }, revision: { number: 2, status: 'approved', approved_by: 'N. Ext', note: reason } })
    expect((await entriesOf(staff.tenantId)).at(-1)).toMatchObject({ action: 'registry.transfer.accept', actorId: next.id, subjectId: agent.id, detail: { from: staff.owner.id, to: next.id } })
  })

  it('is declined, taken back, or runs out, and the agent stays where it is', async () => {
    const [agent, next] = [await agentOf(), await person('D. Ecline')]
    const decide = async (verb: typeof declineTransfer, who: TestPerson) => verb(who, { transferId: (await offer([agent.id], next))[0]?.id })
    expect(await decide(declineTransfer, next)).toMatchObject({ ok: true, value: { state: 'declined' } })
    expect(await decide(cancelTransfer, staff.owner)).toMatchObject({ ok: true, value: { state: 'cancelled' } })
    const [late] = await offer([agent.id], next)
    expect(await requestTransfer(staff.owner, { agentIds: [agent.id], to: staff.admin.id, reason })).toMatchObject({ refusal: { code: 'conflict' } })
    const owner = new (await import('pg')).default.Client({ connectionString: database.ownerUrl })
    await owner.connect()
    await owner.query(`update agent_transfer set expires_at = now() - interval '1 second' where id = $1`, [late?.id])
    await owner.end()
    expect(await acceptTransfer(next, { transferId: late?.id })).toMatchObject({ refusal: { code: 'wrong_state', state: 'expired' } })
    expect(valueOf(await listTransfers(staff.auditor, { agentId: agent.id })).items.map((one) => one.state)).toEqual(['expired', 'cancelled', 'declined'])
    expect(await offer([agent.id], next)).toMatchObject([{ state: 'requested' }])
    expect((await agentNow(agent.id)).owner.id).toBe(staff.owner.id)
  })

  it('of many is all or none, and by who answers for all of them', async () => {
    const [one, two, next] = [await agentOf(), await agentOf(), await person('B. Ulk')]
    const others = await agentOf({ owner: staff.admin.id, sponsor: staff.admin.id })
    const foreign = (await makeAgent(strangers, { name: 'theirs' })).agent
    const ask = (agentIds: string[], who: Staff['admin'] = staff.owner) => requestTransfer(who, { agentIds, to: next.id, reason, role: 'sponsor' })
    expect(await ask([one.id, others.id])).toMatchObject({ refusal: { code: 'separated', rule: 'only_who_answers_for_it' } })
    expect(await ask([one.id, foreign.id])).toMatchObject({ refusal: { code: 'not_found' } })
    expect(await requestTransfer(staff.owner, { agentIds: [one.id], to: strangers.owner.id, reason })).toMatchObject({ refusal: { code: 'invalid' } })
    expect(await requestTransfer(staff.owner, { agentIds: [one.id], to: staff.owner.id, reason })).toMatchObject({ refusal: { code: 'invalid' } })
    const offered = valueOf(await ask([one.id, two.id, others.id], staff.admin))
    expect(new Set(offered.map((transfer) => transfer.batch_id)).size).toBe(1)
    const transferIds = offered.map(({ id }) => id)
    expect(await acceptTransfers(strangers.admin, { transferIds })).toMatchObject({ refusal: { code: 'not_found' } })
    expect(valueOf(await acceptTransfers(staff.admin, { transferIds }))).toMatchObject({ decided: [], refused: transferIds.map((id) => ({ id, why: expect.stringContaining('somebody else') })) })
    // One that is taken back meanwhile holds no other up.
    expect(valueOf(await cancelTransfers(staff.admin, { transferIds: transferIds.slice(0, 1) }))).toEqual({ decided: transferIds.slice(0, 1), refused: [] })
    expect(valueOf(await acceptTransfers(next, { transferIds }))).toEqual({ decided: transferIds.slice(1), refused: [{ id: transferIds[0], why: 'is cancelled already' }] })
    expect((await agentNow(offered[0]?.agent.id ?? '')).sponsor.id).not.toBe(next.id)
    for (const { agent } of offered.slice(1)) expect((await agentNow(agent.id)).sponsor.id).toBe(next.id)
  })

  it('makes a draft of before it stale, so that no approval brings the old owner back', async () => {
    const [agent, next] = [await agentOf(), await person('S. Tale')]
    const draft = valueOf(await reviseAgent(staff.owner, { agentId: agent.id, document: { ...agent.document, version: '2' }, base: agent.revision.digest }))
    valueOf(await acceptTransfer(next, { transferId: (await offer([agent.id], next))[0]?.id }))
    expect(await approveAgent(staff.admin, { agentId: agent.id, digest: draft.draft?.digest })).toMatchObject({ refusal: { code: 'conflict' } })
    expect(await agentNow(agent.id)).toMatchObject({ owner: { id: next.id }, draft: { number: 2 } })
  })
})

describe('a team’s mailbox', () => {
  it('is a team and no person: a person is named beside it', async () => {
    const lead = await person('L. Ead')
    const mailbox = `finance-${staff.tenantId.slice(-6)}@example.com`
    expect(await putTeam(staff.owner, { name: 'Finance' })).toMatchObject({ refusal: { code: 'denied' } })
    expect(await putTeam(staff.admin, { name: 'Finance', mailbox: lead.email })).toMatchObject({ refusal: { code: 'invalid', fields: { mailbox: expect.stringContaining('L. Ead') } } })
    valueOf(await putTeam(staff.admin, { name: 'Finance', mailbox }))
    expect(valueOf(await putTeam(staff.admin, { name: 'finance', mailbox, leadId: lead.id }))).toMatchObject({ name: 'finance', lead: { name: 'L. Ead' } })
    expect(valueOf(await listTeams(staff.auditor, {}))).toHaveLength(1)
    const register = (over: Partial<IdentityDocumentInput>) =>
      registerAgent({ trustDomain: 'test.local' })(staff.owner, { document: documentFor(staff, { name: `agent-${++count}`, ...over }), public_key: agentKeyPair().publicJwk })
    for (const role of ['owner', 'sponsor'] as const)
      expect(await register({ [role]: mailbox })).toMatchObject({ refusal: { code: 'invalid', fields: { [`document.${role}`]: expect.stringContaining('is the mailbox of the team finance') } } })
    expect(await register({ team: mailbox })).toMatchObject({ ok: true, value: { team: 'finance', owner: { id: staff.owner.id } } })
  })
})

describe('a team', () => {
  it('has members, whom an administrator or its lead names, and says what its agents would be without its lead', async () => {
    const here = await makeStaff()
    const [lead, member] = [await makePerson(here.tenantId, { role: 'owner', name: 'L. Ead' }), await makePerson(here.tenantId, { role: 'auditor', name: 'M. Ember' })]
    const { id: teamId } = valueOf(await putTeam(here.admin, { name: 'Post', leadId: lead.id, mailbox: 'post@example.com' }))
    const detail = async (actor = here.auditor) => valueOf(await getTeam(actor, { teamId }))
    expect(await detail()).toMatchObject({ members: [{ name: 'L. Ead', lead: true, added: null }], on_lead_alone: 0, may_change: false, may_set_members: false })
    for (const actor of [here.owner, here.auditor, member]) expect(await addTeamMember(actor, { teamId, personId: member.id })).toMatchObject({ refusal: { code: 'separated', rule: 'only_an_administrator_or_the_lead' } })
    expect(await addTeamMember(strangers.admin, { teamId, personId: member.id })).toMatchObject({ refusal: { code: 'not_found' } })
    expect(await addTeamMember(here.admin, { teamId, personId: strangers.owner.id })).toMatchObject({ refusal: { code: 'invalid', fields: { personId: expect.any(String) } } })
    expect(valueOf(await addTeamMember(lead, { teamId, personId: member.id }))).toMatchObject({ members: [{ name: 'L. Ead' }, { name: 'M. Ember', lead: false, agents: 0, added: { by: 'L. Ead' } }], may_set_members: true, may_change: false })
    expect(await addTeamMember(here.admin, { teamId, personId: member.id })).toMatchObject({ refusal: { code: 'invalid', fields: { personId: 'is in it already' } } })
    expect((await entriesOf(here.tenantId)).at(-1)).toMatchObject({ action: 'registry.team.add_member', subjectId: teamId, detail: { person: member.id } })

    const agent = (await makeAgent(here, { name: 'of-the-team', team: 'post', owner: member.id, sponsor: here.owner.id })).agent
    expect(await detail()).toMatchObject({ agents: 1, on_lead_alone: 1, members: [{}, { name: 'M. Ember', agents: 1 }] })
    expect(valueOf(await getOwnership(here.auditor, { agentId: agent.id }))).toMatchObject({ team: 'Post', team_id: teamId })
    valueOf(await setDeputies(here.owner, { agentId: agent.id, deputies: [here.admin.id] }))
    expect(await detail()).toMatchObject({ on_lead_alone: 0 })
    valueOf(await deactivatePerson(here.admin, { personId: lead.id }))
    expect(await detail()).toMatchObject({ lead: { name: 'L. Ead', active: false }, members: [{ active: false, lead: true }, {}] })
    valueOf(await addTeamMember(here.admin, { teamId, personId: here.owner.id }))
    valueOf(await removeTeamMember(here.admin, { teamId, personId: member.id }))
    expect(await removeTeamMember(here.admin, { teamId, personId: member.id })).toMatchObject({ refusal: { code: 'not_found' } })
    expect(valueOf(await listTeams(here.auditor, {}))).toMatchObject([{ name: 'Post', members: 1 }])
  })
})

describe('how many people answer for an agent', () => {
  it('is one where nobody has said more; said, who has fewer waits for deputies, and loses none below it', async () => {
    const here = await makeStaff()
    const [one, two] = [await makePerson(here.tenantId, { role: 'owner', name: 'D. One' }), await makePerson(here.tenantId, { role: 'owner', name: 'D. Two' })]
    const numbers = { low: 2, medium: 2, high: 3, critical: 4 }
    const before = (await makeAgent(here, { name: 'from-before', sponsor: here.owner.id })).agent
    expect(before.status).toBe('active')
    expect(valueOf(await getOwnershipRule(here.auditor, {}))).toEqual({ numbers: { low: 1, medium: 1, high: 1, critical: 1 }, set: null })
    for (const actor of [here.owner, here.analyst, here.auditor]) expect(await setOwnershipRule(actor, numbers)).toMatchObject({ refusal: { code: 'denied' } })
    expect(await setOwnershipRule(here.admin, { ...numbers, low: 0 })).toMatchObject({ refusal: { code: 'invalid' } })
    expect(valueOf(await setOwnershipRule(here.admin, numbers))).toMatchObject({ numbers, set: { by: here.admin.name } })
    expect((await entriesOf(here.tenantId)).at(-1)).toMatchObject({ action: 'registry.ownership_rule.set', detail: numbers })

    const ownership = async (agentId: string) => valueOf(await getOwnership(here.auditor, { agentId })).people
    expect([(await getAgent(here.auditor, { agentId: before.id })).ok, await ownership(before.id)]).toEqual([true, { named: 1, needed: 2 }])
    const { agent } = await makeAgent(here, { name: 'one-alone', sponsor: here.owner.id })
    expect(agent.status).toBe('draft')
    const approve = () => approveAgent(one, { agentId: agent.id, digest: agent.draft?.digest })
    expect(await approve()).toMatchObject({ refusal: { code: 'conflict', detail: 'at low risk 2 people answer for an agent, and for this one 1: it needs deputies first' } })
    // One person in three parts is one.
    valueOf(await setDeputies(here.owner, { agentId: agent.id, deputies: [here.owner.id] }))
    expect(await approve()).toMatchObject({ refusal: { code: 'conflict' } })
    valueOf(await setDeputies(here.owner, { agentId: agent.id, deputies: [one.id, two.id] }))
    expect(valueOf(await approve()).status).toBe('active')
    expect(await ownership(agent.id)).toEqual({ named: 3, needed: 2 })
    valueOf(await setDeputies(here.owner, { agentId: agent.id, deputies: [two.id] }))
    expect(await setDeputies(here.owner, { agentId: agent.id, deputies: [] })).toMatchObject({ refusal: { code: 'invalid', fields: { deputies: expect.stringContaining('2 people') } } })
    expect(await ownership(agent.id)).toEqual({ named: 2, needed: 2 })
    valueOf(await deactivatePerson(here.admin, { personId: two.id }))
    expect(await ownership(agent.id)).toEqual({ named: 1, needed: 2 })
  })
})

describe('an agent that nobody confirms, or that is not used', () => {
  const NUMBERS = { reconfirm: true, low: 90, medium: 90, high: 60, critical: 30, inactive: false, inactive_days: 60, notice_days: 10, grace_days: 5 }
  const problems: unknown[] = []
  /** As the worker has it: with its own role. */
  async function lapsed(): Promise<void> {
    await closeDatabase()
    openDatabase(database.workerUrl, { prisma: 1, hot: 2 })
    await lapse((problem) => problems.push(problem))
    await closeDatabase()
    openDatabase(database.authorityUrl)
    expect(problems).toEqual([])
  }
  const aged = (agentId: string, days: number) => hotTransaction('system', (client) => client.query(`update agent set created_at = now() - make_interval(days => $2), confirmed_at = null where id = $1`, [agentId, days]))
  /** Time passes: what people were told lies so many days back. */
  const later = (agentId: string, days: number) =>
    asOwner(`update lapse_notice set told_at = told_at - make_interval(days => $2), due_at = due_at - make_interval(days => $2), stops_at = stops_at - make_interval(days => $2) where agent_id = $1`, agentId, days)
  const told = (tenantId: string) => hotTransaction('system', async (client) => (await client.query<{ key: string }>(`select key from outbox where tenant_id = $1 and topic = 'agent.lapsing' order by id`, [tenantId])).rows.map(({ key }) => key.split(':').filter((_part, n) => n !== 2).join(':')))
  const lapseOf = async (here: Staff, agentId: string) => valueOf(await getOwnership(here.auditor, { agentId })).lapse

  it('is told of, reminded of, and stops, by numbers that an administrator sets and that say first what they would touch', async () => {
    const here = await makeStaff()
    const made = async (name: string, over: Partial<IdentityDocumentInput> = {}) => (await makeAgent(here, { name, ...over })).agent
    const [old, fresh, kept] = [await made('old-one'), await made('fresh-one'), await made('kept-one')]
    await aged(old.id, 400)
    await aged(kept.id, 400)
    expect(valueOf(await getLapseRule(here.auditor, {}))).toMatchObject({ numbers: { reconfirm: false, inactive: false }, set: null })
    await lapsed()
    expect(await told(here.tenantId)).toEqual([])
    for (const actor of [here.owner, here.analyst, here.auditor]) expect(await setLapseRule(actor, NUMBERS)).toMatchObject({ refusal: { code: 'denied' } })
    for (const [name, value] of [['low', 29], ['critical', 731], ['inactive_days', 6], ['notice_days', 30], ['grace_days', 91]] as const) expect(await setLapseRule(here.admin, { ...NUMBERS, [name]: value })).toMatchObject({ refusal: { code: 'invalid', fields: { [name]: expect.any(String) } } })
    const preview = valueOf(await previewLapseRule(here.auditor, NUMBERS))
    expect(preview).toMatchObject({ agents: 3, reconfirm: { told_now: 2, told: 0, soon: 0 }, inactive: { told_now: 0, told: 0, soon: 0 } })
    expect((Date.parse(preview.first_stop_at ?? '') - Date.now()) / 86_400_000).toBeCloseTo(15, 1)
    valueOf(await setLapseRule(here.admin, NUMBERS))
    expect((await entriesOf(here.tenantId)).at(-1)).toMatchObject({ action: 'registry.lapse_rule.set', actorId: here.admin.id, detail: { ...NUMBERS, before: null } })

    // However long it was due: with notice and grace.
    await lapsed()
    await lapsed()
    expect((await told(here.tenantId)).sort()).toEqual([`${old.id}:reconfirm:told`, `${kept.id}:reconfirm:told`].sort())
    expect(await lapseOf(here, old.id)).toMatchObject({ reconfirm: { phase: 'notice' }, inactive: null, may_confirm: false })
    expect(await lapseOf(here, fresh.id)).toMatchObject({ reconfirm: { phase: 'fine' } })
    expect(valueOf(await previewLapseRule(here.admin, NUMBERS))).toMatchObject({ reconfirm: { told_now: 0, told: 2 } })
    expect(valueOf(await getAnswers(here.owner, {})).agents.find(({ id }) => id === old.id)?.lapse).toMatchObject({ kind: 'reconfirm', phase: 'notice' })

    for (const actor of [here.admin, here.root]) expect((await confirmAgent(actor, { agentId: kept.id })).ok).toBe(actor.id === kept.sponsor.id)
    expect(await confirmAgent(here.analyst, { agentId: kept.id })).toMatchObject({ refusal: { code: 'separated', rule: 'only_who_answers_for_it' } })
    expect(await confirmAgent(strangers.owner, { agentId: kept.id })).toMatchObject({ refusal: { code: 'not_found' } })
    expect(valueOf(await confirmAgent(here.owner, { agentId: kept.id }))).toMatchObject({ confirmed: { by: here.owner.name }, reconfirm: { phase: 'fine' }, may_confirm: true })

    await later(old.id, 11)
    await lapsed()
    expect((await told(here.tenantId)).at(-1)).toBe(`${old.id}:reconfirm:grace`)
    expect(await lapseOf(here, old.id)).toMatchObject({ reconfirm: { phase: 'grace' } })
    // Longer numbers are for everybody, shorter ones for nobody who was told.
    valueOf(await setLapseRule(here.admin, { ...NUMBERS, grace_days: 30 }))
    await later(old.id, 5)
    await lapsed()
    expect(valueOf(await getAgent(here.auditor, { agentId: old.id })).status).toBe('active')
    valueOf(await setLapseRule(here.admin, { ...NUMBERS, grace_days: 0 }))
    await later(old.id, 10)
    await lapsed()
    expect(valueOf(await getAgent(here.auditor, { agentId: old.id })).status).toBe('active')
    await later(old.id, 16)
    await lapsed()
    const stopped = valueOf(await getAgent(here.auditor, { agentId: old.id }))
    expect(stopped).toMatchObject({ status: 'suspended', contained_by: [{ grain: 'agent', mode: 'suspend', ordered_by: 'the lapse of agents', reason: expect.stringContaining('nobody has confirmed that it is still needed, by ') }] })
    expect(valueOf(await getAgent(here.auditor, { agentId: kept.id })).status).toBe('active')
    await lapsed()
    expect(valueOf(await getAgent(here.auditor, { agentId: old.id })).contained_by).toHaveLength(1)
    expect((await entriesOf(here.tenantId)).filter(({ action }) => action.startsWith('registry.lapse.')).map(({ action, subjectId, detail }) => [action, subjectId === old.id, (detail as { step?: string }).step])).toEqual([
      ...Array.from({ length: 2 }, () => ['registry.lapse.note', expect.any(Boolean), 'told']), ['registry.lapse.note', true, 'reminded'], ['registry.lapse.note', true, 'put_off'], ['registry.lapse.note', true, 'stop'], ['registry.lapse.end', true, undefined],
    ]) // prettier-ignore

    // Restored and confirmed by nobody, it is told of anew; nothing stops it at once.
    await hotTransaction('system', (client) => client.query(`update containment_cover set lifted_epoch = epoch + 1, lifted_at = now() where subject_id = $1`, [old.id]))
    await lapsed()
    expect(await lapseOf(here, old.id)).toMatchObject({ reconfirm: { phase: 'notice' } })
    valueOf(await setLapseRule(here.admin, { ...NUMBERS, reconfirm: false }))
    await lapsed()
    expect(await asOwner('select from lapse_notice where tenant_id = $1', here.tenantId)).toEqual([])
  })

  it('is confirmed with many others at once, each by itself: what waits comes first, and who is refused is named', async () => {
    const here = await makeStaff()
    const made = async (name: string, over: Partial<IdentityDocumentInput> = {}) => (await makeAgent(here, { name, ...over })).agent
    const due = [await made('m-one'), await made('m-two'), await made('m-three')]
    const [fresh, others, contained] = [await made('a-fresh'), await made('m-other', { owner: here.admin.id, sponsor: here.admin.id }), await made('m-halted')]
    const draft = valueOf(await registerAgent({ trustDomain: 'test.local' })(here.owner, { document: documentFor(here, { name: 'm-draft', risk_level: 'high' }), public_key: agentKeyPair().publicJwk }))
    for (const { id } of [...due, others, contained]) await aged(id, 400)
    expect(valueOf(await getAnswers(here.owner, {})).to_confirm).toBe(0)
    valueOf(await setLapseRule(here.admin, NUMBERS))
    await asOwner(
      `with o as (insert into containment_order (id, tenant_id, epoch, mode, grain, target_id, target_name, covered, snapshot_digest, ordered_by, ordered_by_kind, ordered_by_name, committed_at)
         values ($3, $1, 1, 'suspend', 'agent', $2, 'm-halted', '[]', 'none', 'test', 'job', 'Test', now()) returning id)
       insert into containment_cover (order_id, tenant_id, kind, subject_id, epoch, mode) select o.id, $1, 'agent', $2, 1, 'suspend' from o`,
      here.tenantId, contained.id, newId(),
    ) // prettier-ignore
    const answers = async () => valueOf(await getAnswers(here.owner, {}))
    const before = await answers()
    expect([before.to_confirm, before.agents.map(({ name, lapse: standing }) => [name, standing?.phase ?? null])]).toEqual([
      3, [['m-one', 'notice'], ['m-three', 'notice'], ['m-two', 'notice'], ['a-fresh', 'fine'], ['m-draft', null], ['m-halted', null]],
    ]) // prettier-ignore

    const ids = due.map(({ id }) => id)
    for (const agentIds of [[], Array.from({ length: 51 }, () => ids[0]), ['none']]) expect(await confirmAgents(here.owner, { agentIds })).toMatchObject({ refusal: { code: 'invalid' } })
    expect(await confirmAgents(here.root, { agentIds: ids })).toMatchObject({ refusal: { code: 'denied' } })
    expect(await confirmAgents(strangers.owner, { agentIds: ids })).toMatchObject({ refusal: { code: 'not_found' } })
    const recorded = async () => (await entriesOf(here.tenantId)).filter(({ action, result }) => action === 'registry.agent.confirm' && result === 'ok').map(({ subjectId, actorId }) => [subjectId, actorId])
    expect(await recorded()).toEqual([])

    const unknown = newId()
    const report = valueOf(await confirmAgents(here.owner, { agentIds: [...ids, ids[0], others.id, draft.id, unknown, fresh.id] }))
    expect(report.confirmed.map(({ id, name }) => [id, name])).toEqual([...due, fresh].map(({ id, name }) => [id, name]))
    expect(report.confirmed.every(({ confirm_by }) => Date.parse(confirm_by ?? '') > Date.now())).toBe(true)
    expect(report.refused).toEqual([
      { id: others.id, name: 'm-other', why: 'is for its owner, its sponsor or a deputy to confirm' },
      { id: draft.id, name: 'm-draft', why: expect.stringContaining('draft') },
      { id: unknown, name: null, why: 'is no agent here' },
    ])
    expect(await recorded()).toEqual([...ids, fresh.id].map((id) => [id, here.owner.id]))
    expect((await answers()).to_confirm).toBe(0)
    expect(valueOf(await getAnswers(here.auditor, { person: here.admin.id })).to_confirm).toBe(1)
  })

  it('is stopped once, also where its order was cut off before it was noted; use puts inactivity off', async () => {
    const here = await makeStaff()
    const [idle, used] = [(await makeAgent(here, { name: 'idle' })).agent, (await makeAgent(here, { name: 'used' })).agent]
    await aged(idle.id, 100)
    await aged(used.id, 100)
    await hotTransaction('system', (client) => client.query('update agent set last_active_at = now() where id = $1', [used.id]))
    valueOf(await setLapseRule(here.admin, { ...NUMBERS, reconfirm: false, inactive: true }))
    await lapsed()
    expect(await told(here.tenantId)).toEqual([`${idle.id}:inactive:told`])
    await later(idle.id, 40)
    await lapsed()
    expect(valueOf(await getAgent(here.auditor, { agentId: idle.id })).contained_by).toMatchObject([{ reason: expect.stringContaining('it is not used') }])
    await asOwner('update lapse_notice set order_id = null where agent_id = $1', idle.id)
    await lapsed()
    expect(valueOf(await getAgent(here.auditor, { agentId: idle.id })).contained_by).toHaveLength(1)
    expect(await asOwner('select order_id is not null as noted from lapse_notice where agent_id = $1', idle.id)).toEqual([{ noted: true }])
  })
})

describe('when a person leaves', () => {
  /** Somebody with an agent, deactivated; and what the worker then does. */
  async function leaves(who: TestPerson) {
    valueOf(await deactivatePerson(staff.admin, { personId: who.id }))
    return succeeded()
  }

  it('their agents go to the first deputy who is here, in the order that was named', async () => {
    const [leaving, gone, first, second] = [await person('L. Eaving'), await person('G. One'), await person('F. Irst'), await person('S. Econd')]
    const agent = await agentOf({ owner: leaving.id, sponsor: leaving.id })
    expect(await setDeputies(second, { agentId: agent.id, deputies: [second.id] })).toMatchObject({ refusal: { code: 'separated' } })
    valueOf(await setDeputies(leaving, { agentId: agent.id, deputies: [gone.id, first.id, second.id] }))
    await leaves(gone)
    expect(valueOf(await getOwnership(staff.auditor, { agentId: agent.id }))).toMatchObject({ deputies: [{ name: 'G. One' }, { name: 'F. Irst' }, { name: 'S. Econd' }], follows_owner: [{ name: 'F. Irst', relation: 'deputy' }, { name: 'S. Econd' }] })
    expect(await leaves(leaving)).toEqual({ done: 1, failed: 0 })
    const now = await agentNow(agent.id)
    expect(now).toMatchObject({ status: 'active', owner: { id: first.id }, sponsor: { id: first.id }, document: { owner: first.id, sponsor: first.id }, contained_by: [] })
    expect(now.revision).toMatchObject({ status: 'approved', approved_by: 'the succession', note: 'L. Eaving left; F. Irst follows as deputy' })
    expect((await entriesOf(staff.tenantId)).at(-1)).toMatchObject({ action: 'registry.agent.succeed', actorName: 'the succession', subjectId: agent.id, detail: { from: leaving.id, to: first.id, relation: 'deputy', roles: ['owner', 'sponsor'] } })
    expect(await succeeded()).toEqual({ done: 0, failed: 0 })
  })

  it('then to the manager, then to the lead of the team', async () => {
    const [leaving, manager, lead] = [await person('H. As'), await person('M. Anager'), await person('T. Eam')]
    valueOf(await putTeam(staff.admin, { name: 'Logistics', leadId: lead.id }))
    expect(await setManager(staff.owner, { personId: leaving.id, managerId: manager.id })).toMatchObject({ refusal: { code: 'denied' } })
    valueOf(await setManager(staff.admin, { personId: leaving.id, managerId: manager.id }))
    expect(await setManager(staff.admin, { personId: manager.id, managerId: leaving.id })).toMatchObject({ refusal: { code: 'invalid' } })
    const agent = await agentOf({ owner: leaving.id, sponsor: staff.owner.id, team: 'logistics' })
    await leaves(leaving)
    expect(await agentNow(agent.id)).toMatchObject({ owner: { id: manager.id }, sponsor: { id: staff.owner.id } })
    await leaves(manager)
    expect(await agentNow(agent.id)).toMatchObject({ status: 'active', owner: { id: lead.id } })
  })

  it('and nobody is left, the agent stops by an order that says why; and acts again when somebody took it on and it was restored', async () => {
    const [leaving, next] = [await person('A. Lone'), await person('R. Escuer')]
    const agent = await agentOf({ owner: leaving.id, sponsor: staff.owner.id })
    expect(await leaves(leaving)).toEqual({ done: 1, failed: 0 })
    const stopped = await agentNow(agent.id)
    expect(stopped).toMatchObject({ status: 'suspended', contained_by: [{ grain: 'agent', mode: 'suspend', ordered_by: 'the succession', reason: 'A. Lone left, and nobody is left to follow as owner' }] })
    // Carried out again, as after a crash before it was noted: nothing more happens.
    await hotTransaction('system', (client) => client.query(`update outbox set processed_at = null where key = $1`, [leaving.id]))
    expect(await succeeded()).toEqual({ done: 1, failed: 0 })
    expect((await agentNow(agent.id)).contained_by).toHaveLength(1)
    const [transfer] = valueOf(await requestTransfer(staff.admin, { agentIds: [agent.id], to: next.id, reason }))
    valueOf(await acceptTransfer(next, { transferId: transfer?.id }))
    expect(await agentNow(agent.id)).toMatchObject({ status: 'suspended', owner: { id: next.id } })
  })

  it('a draft that nobody answers for any more is not approved, and stops nothing', async () => {
    const leaving = await person('D. Raft')
    const agent = await agentOf({ owner: leaving.id, sponsor: staff.owner.id, risk_level: 'high' })
    await leaves(leaving)
    expect(await agentNow(agent.id)).toMatchObject({ status: 'draft', contained_by: [] })
    expect(await approveAgent(staff.admin, { agentId: agent.id, digest: agent.revision.digest })).toMatchObject({ refusal: { code: 'conflict' } })
  })

  it('the worker can do all of this as the role that it has', async () => {
    const [leaving, deputy] = [await person('W. One'), await person('W. Two')]
    const [moves, stops] = [await agentOf({ owner: leaving.id, sponsor: leaving.id }), await agentOf({ owner: leaving.id, sponsor: leaving.id })]
    valueOf(await setDeputies(leaving, { agentId: moves.id, deputies: [deputy.id] }))
    valueOf(await deactivatePerson(staff.admin, { personId: leaving.id }))
    await closeDatabase()
    openDatabase(database.workerUrl, { prisma: 1, hot: 2 })
    const done = await succeeded()
    await closeDatabase()
    openDatabase(database.authorityUrl)
    expect(done).toEqual({ done: 1, failed: 0 })
    expect(await agentNow(moves.id)).toMatchObject({ status: 'active', owner: { id: deputy.id } })
    expect(await agentNow(stops.id)).toMatchObject({ status: 'suspended' })
  })
})

describe('what a person answers for', () => {
  it('is their agents, those without a successor first, and what needs them', async () => {
    const [mine, other] = [await person('M. Ine'), await person('O. Ther')]
    const [alone, followed] = [await agentOf({ owner: mine.id, sponsor: mine.id }), await agentOf({ owner: other.id, sponsor: mine.id })]
    valueOf(await setDeputies(mine, { agentId: followed.id, deputies: [staff.admin.id, mine.id] }))
    const offered = await agentOf()
    await offer([offered.id], mine)
    const answers = valueOf(await getAnswers(mine, {}))
    expect(answers.person).toMatchObject({ name: 'M. Ine', active: true, manager: null })
    expect(answers.agents).toMatchObject([
      { id: alone.id, as: ['owner', 'sponsor'], without_successor: true },
      { id: followed.id, as: ['sponsor', 'deputy'], without_successor: false },
    ])
    expect(answers.transfers).toMatchObject([{ agent: { id: offered.id }, state: 'requested' }])
    const draft = await agentOf()
    valueOf(await reviseAgent(staff.owner, { agentId: draft.id, document: { ...draft.document, version: '2' }, base: draft.revision.digest }))
    expect(valueOf(await getAnswers(mine, {})).drafts.map((one) => one.agent.id)).toContain(draft.id)
    expect(valueOf(await getAnswers(staff.auditor, { person: staff.owner.id })).drafts.map((one) => one.agent.id)).not.toContain(draft.id)
    expect(valueOf(await getAnswers(staff.root, {}))).toMatchObject({ agents: [], transfers: [] })
    expect(await getAnswers(staff.admin, { person: newId() })).toMatchObject({ refusal: { code: 'not_found' } })
    expect(await getAnswers(strangers.admin, { person: mine.id })).toMatchObject({ refusal: { code: 'not_found' } })
  })
})

describe('an event of the outbox that cannot be carried out', () => {
  it('is tried again and holds up nothing else', async () => {
    await transaction(staff.tenantId, async (tx) => ok(await tx.outbox.create({ data: { id: newId(), tenantId: staff.tenantId, topic: 'person.deactivated', key: 'nobody' } })))
    const leaving = await person('A. Fter')
    valueOf(await deactivatePerson(staff.admin, { personId: leaving.id }))
    expect(await succeeded()).toEqual({ done: 1, failed: 1 })
    expect(await succeeded()).toEqual({ done: 0, failed: 1 })
  })
})
