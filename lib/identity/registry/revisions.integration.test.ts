import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { transaction } from '@/lib/db/transaction'
import { coverEpochsOf } from '@/lib/identity/containment'
import { trustedId } from '@/lib/kernel/ids'
import { ok } from '@/lib/kernel/result'
import { makeAgent, makeStaff, type Staff } from '@/lib/testing/agents'
import { testDatabase } from '@/lib/testing/database'
import { makeHops, makeMandate } from '@/lib/testing/hops'
import { entriesOf, makePerson, type TestPerson } from '@/lib/testing/people'
import { proofFor, withProof } from '@/lib/testing/proofs'
import { approveAgent, diffAgent, discardDraft, getAgent, getReach, registerToolServer, reviseAgent } from '.'
import type { AgentView, IdentityDocumentInput } from './contract'

const database = await testDatabase()
let staff: Staff
let second: TestPerson
let strangers: Staff
let count = 0

beforeAll(async () => {
  openDatabase(database.authorityUrl)
  staff = await makeStaff()
  strangers = await makeStaff()
  second = await makePerson(staff.tenantId, { role: 'owner', name: 'S. Econd' })
  await registerToolServer({ gatewayUrl: 'http://gateway.test' })(staff.admin, { slug: 'files', title: 'Files', transport: { kind: 'http', url: 'http://files.internal/mcp' } })
})
afterAll(closeDatabase)

const tools = (...names: string[]) => names.map((tool_id) => ({ mcp_server: 'files', tool_id }))
const agentOf = async (over: Partial<IdentityDocumentInput> = {}) => (await makeAgent(staff, { name: `agent-${++count}`, tools: tools('read', 'write'), ...over })).agent
const edited = (agent: AgentView, over: Partial<IdentityDocumentInput>) => ({ agentId: agent.id, document: { ...agent.document, ...over }, base: agent.revision.digest, ...(agent.draft ? { draft: agent.draft.digest } : {}) })
const valueOf = <T>(result: { ok: true; value: T } | { ok: false; refusal: unknown }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal))
  return result.value
}
const revise = async (agent: AgentView, over: Partial<IdentityDocumentInput>, by: TestPerson = staff.owner) => valueOf(await reviseAgent(by, edited(agent, over)))
const draftOf = (agent: AgentView) => ({ agentId: agent.id, digest: agent.draft?.digest ?? '' })

describe('editing an approved document', () => {
  it('opens a draft beside it, and what is in force stays so', async () => {
    const agent = await agentOf()
    const after = await revise(agent, { tools: tools('read', 'write', 'list') })
    expect(after).toMatchObject({ status: 'active', tools: 2, revision: { number: 1, digest: agent.revision.digest }, draft: { number: 2, status: 'draft', author: staff.owner.name }, may_approve: false })
    expect((await entriesOf(staff.tenantId)).at(-1)).toMatchObject({ action: 'registry.agent.revise', subjectId: agent.id, detail: { base: agent.revision.digest, breaking: ['tools.mcp:files:list'] } })
    expect(valueOf(await getAgent(second, { agentId: agent.id })).may_approve).toBe(true)
  })

  it('refuses what is no edit of it', async () => {
    const agent = await agentOf()
    const fields = async (over: Partial<IdentityDocumentInput>) => {
      const result = await reviseAgent(staff.owner, edited(agent, over))
      return !result.ok && result.refusal.code === 'invalid' ? Object.keys(result.refusal.fields) : result
    }
    expect(await fields({ name: 'other-name' })).toEqual(['document.name'])
    expect(await fields({ owner: second.id })).toEqual(['document.owner'])
    expect(await fields({ sponsor: second.id })).toEqual(['document.sponsor'])
    expect(await fields({ may_delegate_to: [agent.id] })).toEqual(['document.may_delegate_to.0'])
    expect(await fields({ tools: [{ mcp_server: 'nowhere', tool_id: 'x' }] })).toEqual(['document.tools.0.mcp_server'])
    expect(await reviseAgent(staff.owner, edited(agent, {}))).toMatchObject({ refusal: { code: 'wrong_state', state: 'unchanged' } })
    for (const actor of [staff.analyst, staff.auditor]) expect(await reviseAgent(actor, edited(agent, { version: '2' }))).toMatchObject({ refusal: { code: 'denied' } })
    expect(await reviseAgent(strangers.admin, edited(agent, { version: '2' }))).toMatchObject({ refusal: { code: 'not_found' } })
  })

  it('writes over no draft that was not read, and of many at once one is kept', async () => {
    const agent = await agentOf()
    const all = await Promise.all(Array.from({ length: 8 }, (_, n) => reviseAgent(n % 2 ? second : staff.owner, edited(agent, { version: `v${n}` }))))
    expect(all.filter((one) => one.ok)).toHaveLength(1)
    for (const one of all) if (!one.ok) expect(one.refusal).toMatchObject({ code: 'conflict' })
    const read = valueOf(await getAgent(staff.owner, { agentId: agent.id }))
    expect(await reviseAgent(second, edited(read, { version: 'again' }))).toMatchObject({ ok: true, value: { draft: { number: 2 } } })
    expect(await reviseAgent(staff.owner, edited(read, { version: 'late' }))).toMatchObject({ refusal: { code: 'conflict' } })
  })

  it('cannot be done in the database to what was decided', async () => {
    const agent = await agentOf()
    await expect(hotTransaction(staff.tenantId, (client) => client.query(`update agent_revision set document = '{}' where agent_id = $1`, [agent.id]))).rejects.toThrow(/does not change/)
  })
})

describe('approving a revision', () => {
  it('brings it into force, by somebody who did not write it, on the digest that they read', async () => {
    const agent = await revise(await agentOf(), { tools: tools('read'), team: 'Finance' })
    expect(await approveAgent(staff.owner, draftOf(agent))).toMatchObject({ refusal: { code: 'separated', rule: 'not_who_wrote_the_draft' } })
    expect((await entriesOf(staff.tenantId)).at(-1)).toMatchObject({ result: 'denied', reason: 'not_who_wrote_the_draft' })
    expect(await approveAgent(second, { agentId: agent.id, digest: agent.revision.digest })).toMatchObject({ refusal: { code: 'conflict' } })
    const approved = valueOf(await approveAgent(second, draftOf(agent)))
    expect(approved).toMatchObject({ tools: 1, team: 'Finance', draft: null, revision: { number: 2, status: 'approved', approved_by: second.name, digest: agent.draft?.digest } })
    expect(approved.revisions.map(({ number, status }) => [number, status])).toEqual([[2, 'approved'], [1, 'superseded']])
    expect(await approveAgent(second, draftOf(agent))).toMatchObject({ refusal: { code: 'wrong_state', state: 'without_a_draft' } })
  })

  it('is refused to everybody who wrote to the draft, not only to who began it', async () => {
    const agent = await revise(await revise(await agentOf(), { version: '2' }), { version: '3' }, second)
    expect(agent.draft).toMatchObject({ author: staff.owner.name, edited_by: [second.name] })
    for (const writer of [staff.owner, second]) expect(await approveAgent(writer, draftOf(agent))).toMatchObject({ refusal: { code: 'separated' } })
    expect(await approveAgent(staff.admin, draftOf(agent))).toMatchObject({ ok: true })
  })

  it('with high risk is for an admin who does not own it, with a passkey; so is lowering the risk', async () => {
    const admins = await makePerson(staff.tenantId, { role: 'admin', name: 'A. Nother' })
    const owned = await agentOf({ owner: admins.id, sponsor: staff.owner.id })
    const raised = await revise(owned, { risk_level: 'critical' })
    expect(await approveAgent(second, draftOf(raised))).toMatchObject({ refusal: { code: 'separated', rule: 'high_risk_needs_an_admin' } })
    expect(await approveAgent(admins, draftOf(raised))).toMatchObject({ refusal: { code: 'separated', rule: 'the_owner_does_not_approve_high_risk' } })
    expect(await approveAgent(staff.admin, draftOf(raised))).toMatchObject({ refusal: { code: 'proof_required', summary: expect.stringContaining(`revision 2 of ${owned.name}, with 0 breaking of 1 changes, at critical risk`) } })
    const high = valueOf(await withProof(approveAgent, staff.admin, draftOf(raised)))
    expect(high).toMatchObject({ risk_level: 'critical' })
    const lowered = await revise(high, { risk_level: 'low' })
    expect(await approveAgent(second, draftOf(lowered))).toMatchObject({ refusal: { code: 'separated', rule: 'high_risk_needs_an_admin' } })
    expect(await withProof(approveAgent, staff.admin, draftOf(lowered))).toMatchObject({ ok: true, value: { risk_level: 'low' } })
  })

  it('[32] is void for what was changed after it was read, with or without a passkey', async () => {
    const agent = await revise(await agentOf(), { risk_level: 'high' })
    const proof = await proofFor(approveAgent, staff.admin, draftOf(agent))
    const wider = await revise(agent, { risk_level: 'high', redirect_uris: ['https://elsewhere.example/cb'], tools: tools('read', 'write', 'delete') })
    expect(await approveAgent(staff.admin, { ...draftOf(agent), proof: proof.ok ? proof.value : '' })).toMatchObject({ refusal: { code: 'conflict' } })
    expect(await approveAgent(staff.admin, { ...draftOf(wider), proof: proof.ok ? proof.value : '' })).toMatchObject({ refusal: { code: 'proof_mismatch' } })
    expect(valueOf(await getAgent(staff.admin, { agentId: agent.id }))).toMatchObject({ tools: 2, document: { redirect_uris: [] } })
  })

  it('of a draft against an older revision is a conflict, until its author bases it on the one in force', async () => {
    const agent = await revise(await agentOf(), { version: '2' })
    // As a transfer does, which puts another revision into force beside a draft.
    await transaction(staff.tenantId, async (tx) => {
      const now = await tx.agentRevision.create({
        data: { id: trustedId(agent.id.replace(/.$/, (last) => (last === '0' ? '1' : '0'))), tenantId: staff.tenantId, agentId: agent.id, number: 99, document: { ...agent.document, version: 'moved' }, digest: `sha-256:${'M'.repeat(43)}`, status: 'approved', authorId: 'root' },
      })
      return ok(await tx.agent.update({ where: { id: agent.id }, data: { revisionInForceId: now.id } }))
    })
    expect(await approveAgent(second, draftOf(agent))).toMatchObject({ refusal: { code: 'conflict', detail: expect.stringContaining('no longer in force') } })
    expect(valueOf(await diffAgent(second, { agentId: agent.id })).approval).toMatchObject({ stale: true, may_approve: false })
    const read = valueOf(await getAgent(staff.owner, { agentId: agent.id }))
    const rebased = await revise(read, { version: '2' })
    expect(await approveAgent(second, draftOf(rebased))).toMatchObject({ ok: true, value: { document: { version: '2' } } })
  })
})

describe('tokens from before an approval', () => {
  async function narrowed(over: Partial<IdentityDocumentInput>) {
    const below = (await agentOf()).id
    const agent = await agentOf({ may_delegate_to: [below] })
    const [top, sub] = [trustedId<'agent'>(agent.id), trustedId<'agent'>(below)]
    const mandateId = await makeMandate(staff, top)
    const [reads, writes, passed] = await makeHops(staff, [
      { mandateId, path: [top], scopes: ['mcp:files:read'] },
      { mandateId, path: [top], scopes: ['mcp:files:read', 'mcp:files:write'] },
      { mandateId, path: [top, sub], scopes: ['mcp:files:read'] },
    ])
    const draft = await revise(agent, over)
    const preview = valueOf(await diffAgent(second, { agentId: agent.id }))
    const approved = valueOf(await approveAgent(second, draftOf(draft)))
    const ids = [reads, writes, passed] as string[]
    const covers = await hotTransaction('system', (client) => coverEpochsOf(client, [staff.tenantId], ids))
    return { approved, ends: preview.approval?.ends, dead: ids.map((id) => covers.get(id)?.inForce ?? false) }
  }

  it('end where they exceed it, and keep their narrower authority where they do not; as the preview said', async () => {
    const { approved, ends, dead } = await narrowed({ tools: tools('read') })
    expect(ends).toMatchObject({ live_tokens: 2 - 1, passed_on: 0, kept: 2 })
    expect(dead).toEqual([false, true, false])
    expect(approved.status).toBe('active')
    const entry = (await entriesOf(staff.tenantId)).at(-1)
    expect(entry).toMatchObject({ action: 'registry.agent.approve', detail: { ended_tokens: 1, kept_tokens: 2, epoch: expect.any(Number) } })
  })

  it('end where they were passed on to an agent that is no longer named', async () => {
    const { ends, dead } = await narrowed({ may_delegate_to: [] })
    expect(ends).toMatchObject({ live_tokens: 1, passed_on: 1, kept: 2 })
    expect(dead).toEqual([false, false, true])
  })

  it('all end where its policy says so', async () => {
    const { ends, dead } = await narrowed({ earlier_tokens: 'end' })
    expect(ends).toMatchObject({ live_tokens: 3, kept: 0 })
    expect(dead).toEqual([true, true, true])
  })

  it('all live on after an edit that takes nothing away', async () => {
    const { approved, ends, dead } = await narrowed({ tools: tools('read', 'write', 'list') })
    expect(ends).toMatchObject({ live_tokens: 0, kept: 3, last_expires_at: null })
    expect(dead).toEqual([false, false, false])
    expect((await entriesOf(staff.tenantId)).at(-1)?.detail).not.toHaveProperty('epoch')
    expect(approved.contained_by).toEqual([])
  })
})

describe('a draft that is not approved', () => {
  it('is withdrawn by who wrote it, or discarded by who answers for the agent; and what is in force stays so', async () => {
    const agent = await revise(await agentOf(), { version: '2' }, second)
    const third = await makePerson(staff.tenantId, { role: 'owner', name: 'T. Hird' })
    expect(await discardDraft(third, draftOf(agent))).toMatchObject({ refusal: { code: 'separated', rule: 'only_who_wrote_it_or_answers_for_it' } })
    expect(await discardDraft(staff.admin, { agentId: agent.id, digest: agent.revision.digest })).toMatchObject({ refusal: { code: 'conflict' } })
    const withdrawn = valueOf(await discardDraft(second, draftOf(agent)))
    expect(withdrawn).toMatchObject({ draft: null, revision: { number: 1 }, status: 'active' })
    expect(withdrawn.revisions[0]).toMatchObject({ number: 2, status: 'withdrawn', closed: { by: second.name } })
    const again = await revise(withdrawn, { version: '3' }, second)
    expect(again.draft).toMatchObject({ number: 3 })
    expect(valueOf(await discardDraft(staff.owner, { ...draftOf(again), reason: 'it is not wanted' })).revisions[0]).toMatchObject({ status: 'discarded' })
    expect((await entriesOf(staff.tenantId)).at(-1)).toMatchObject({ action: 'registry.agent.discard_draft', detail: { status: 'discarded' } })
  })

  it('of an agent that was never approved leaves nothing that could act, and its name taken', async () => {
    const agent = await agentOf({ risk_level: 'high' })
    const done = valueOf(await discardDraft(staff.owner, draftOf(agent)))
    expect(done).toMatchObject({ status: 'retired', draft: null })
    expect(done.credentials.every((key) => key.revoked_at !== null)).toBe(true)
    await expect(makeAgent(staff, { name: agent.name })).rejects.toThrow(/is taken/)
    expect(await reviseAgent(staff.owner, { agentId: agent.id, document: agent.document })).toMatchObject({ refusal: { code: 'wrong_state', state: 'retired' } })
  })

  it('of such an agent may be edited, and the agent is then what it says', async () => {
    const agent = await agentOf({ risk_level: 'high' })
    const now = valueOf(await reviseAgent(staff.owner, { agentId: agent.id, document: { ...agent.document, owner: second.id, team: 'Legal' }, draft: agent.draft?.digest }))
    expect(now).toMatchObject({ status: 'draft', owner: { id: second.id }, team: 'Legal', revision: { number: 1 } })
    expect(await withProof(approveAgent, staff.admin, draftOf(now))).toMatchObject({ ok: true, value: { status: 'active' } })
  })
})

describe('two revisions side by side', () => {
  it('are any two of one agent, and nobody else’s', async () => {
    const first = await agentOf()
    const agent = await revise(valueOf(await approveAgent(second, draftOf(await revise(first, { version: '2' })))), { runtime: 'saas' })
    const waiting = valueOf(await diffAgent(staff.auditor, { agentId: agent.id }))
    expect(waiting).toMatchObject({ from: { number: 2 }, to: { number: 3, status: 'draft' }, breaking: 1, changes: [{ path: 'runtime', breaking: true }], approval: { may_approve: false, barred: 'role', risk_level: 'low', needs_proof: false } })
    expect(waiting.names[staff.owner.id]).toBe(staff.owner.name)
    expect(valueOf(await diffAgent(staff.auditor, { agentId: agent.id, against: 1, revision: 2 }))).toMatchObject({ changes: [{ path: 'version' }], approval: null })
    expect(valueOf(await diffAgent(staff.auditor, { agentId: agent.id, revision: 1 }))).toMatchObject({ from: null, changes: [] })
    expect(await diffAgent(staff.auditor, { agentId: agent.id, revision: 77 })).toMatchObject({ refusal: { code: 'not_found' } })
    expect(await diffAgent(strangers.admin, { agentId: agent.id })).toMatchObject({ refusal: { code: 'not_found' } })
  })
})

describe('the standing blast radius', () => {
  const reachOf = async (agentId: string, by: TestPerson = staff.auditor) => valueOf(await getReach(by, { agentId }))
  const names = (all: readonly { agent: { name: string } }[]) => all.map(({ agent }) => agent.name)

  it('is what an agent may call, and what those may that a chain from it can come to, and no further; and who depends on it', async () => {
    // Each names the next, and the last the first: a circle, of which a chain of four sees three more.
    const circle = [await agentOf({ tools: tools('e') })]
    for (const tool of ['d', 'c', 'b', 'a']) circle.unshift(await agentOf({ tools: tools(tool, 'read'), may_delegate_to: [circle[0]?.id ?? ''] }))
    const [first, second_, third, fourth, fifth] = circle as [AgentView, AgentView, AgentView, AgentView, AgentView]
    const closed = await revise(fifth, { may_delegate_to: [first.id] })
    valueOf(await approveAgent(second, draftOf(closed)))
    await makeMandate(staff, trustedId<'agent'>(first.id))
    const reach = await reachOf(first.id)
    expect(reach).toMatchObject({ tools: [{ server: 'files', tool: 'a' }, { server: 'files', tool: 'read' }], draft: null, more: true, depends: { people: [{ id: expect.any(String) }], mandates: 1, live_delegations: 0 } })
    expect(reach.through.map(({ agent, by_way_of: by, beyond, tools: called }) => [agent.id, by.map(({ id }) => id), called.map(({ tool }) => tool), beyond])).toEqual([
      [second_.id, [], ['b', 'read'], 1],
      [third.id, [second_.id], ['c', 'read'], 1],
      [fourth.id, [second_.id, third.id], ['d', 'read'], 1],
    ])
    expect(reach.depends.agents.map(({ agent, steps }) => [agent.id, steps])).toEqual([[fifth.id, 1], [fourth.id, 2], [third.id, 3]])
    expect(await getReach(strangers.auditor, { agentId: first.id })).toEqual({ ok: false, refusal: { code: 'not_found' } })
  })

  it('of a draft is what it would add to that, before it is approved, and what it would take away', async () => {
    const far = await agentOf({ tools: tools('pay') })
    const helper = await agentOf({ tools: tools('read', 'send'), may_delegate_to: [far.id] })
    const agent = await agentOf({ tools: tools('read', 'write'), data_access: [{ resource: 'invoices', access_type: 'read', sensitivity: 'internal' }] })
    const edit = await revise(agent, { tools: tools('read', 'list'), data_access: [{ resource: 'salaries', access_type: 'read', sensitivity: 'restricted' }], may_delegate_to: [helper.id] })
    const before = await reachOf(agent.id)
    expect([before.tools.map(({ tool }) => tool), names(before.through)]).toEqual([['read', 'write'], []])
    expect(before.draft).toMatchObject({
      number: 2,
      tools: [{ tool: 'list' }],
      data: [{ resource: 'salaries', sensitivity: 'restricted' }],
      takes_away: { tools: [{ tool: 'write' }], data: [{ resource: 'invoices' }], agents: [] },
    })
    expect(names(before.draft?.through ?? [])).toEqual([helper.name, far.name])
    valueOf(await approveAgent(second, draftOf(edit)))
    const after = await reachOf(agent.id)
    expect([after.tools.map(({ tool }) => tool), names(after.through), after.draft]).toEqual([['list', 'read'], [helper.name, far.name], null])
    expect((await reachOf(far.id)).depends.agents).toMatchObject([{ agent: { id: helper.id }, steps: 1 }, { agent: { id: agent.id }, steps: 2 }])
  })
})
