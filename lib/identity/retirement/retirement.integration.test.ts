import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { addHook, endHookCall, HOOK_JOB } from '@/lib/identity/containment'
import { acceptOffer, giveStandingMandate, listOffers } from '@/lib/identity/delegation'
import { listFactRows } from '@/lib/identity/posture'
import { getAgent, requestTransfer, registerAgent, reviseAgent, setDeputies } from '@/lib/identity/registry'
import { STATE_MOVES } from '@/lib/identity/registry/moves'
import { keepRetiring } from '@/lib/jobs/retirement/keep-retiring'
import { deprovisioner } from '@/lib/jobs/retirement/deprovision'
import { systemReach } from '@/lib/jobs/retirement/reach-system'
import { ghostProbe } from '@/lib/jobs/retirement/probe'
import { newId } from '@/lib/kernel/ids'
import type { KeyEncryptionKey } from '@/lib/secrets/key-encryption-key'
import { systemSecrets } from '@/lib/secrets/system-secrets'
import { agentKeyPair, documentFor, makeAgent, makeStaff, type Staff } from '@/lib/testing/agents'
import { GATEWAY_URL, startAuthorizationServer, type AuthorizationServer } from '@/lib/testing/authorization-server'
import { bundleOf } from '@/lib/testing/bundles'
import { testDatabase } from '@/lib/testing/database'
import { foreignSystems } from '@/lib/testing/foreign-systems'
import { freePort } from '@/lib/testing/free-port'
import { until } from '@/lib/testing/gateway'
import { connect, oauthAgent } from '@/lib/testing/oauth-agent'
import { entriesOf, makePerson } from '@/lib/testing/people'
import { testSigner } from '@/lib/testing/signer'
import * as oidc from 'openid-client'
import { addSystem, carryOut, dueRetirements, getRetirement, holdToken, listSystems, previewRetirement, removeSystem, retireAgent, tryStepAgain, type GhostProbe, type Hands } from '.'
import type { RetirementView } from './contract'

/** The authorization server is the real one; the enforcement points of this file are rows, of which nobody answers. */
const database = await testDatabase()
const secrets = systemSecrets(Buffer.alloc(32, 9) as KeyEncryptionKey)
let server: AuthorizationServer
let probe: GhostProbe
let hands: Hands
beforeAll(async () => {
  openDatabase(database.authorityUrl)
  server = await startAuthorizationServer()
  probe = ghostProbe({ issuer: server.issuer, gatewayUrl: GATEWAY_URL, innerNetworks: true, signer: await testSigner() })
  hands = { probe, deprovision: deprovisioner({ innerNetworks: true, open: secrets.openSystemSecret }) }
})
afterAll(async () => {
  await server?.close()
  await closeDatabase()
})

const rows = async <T extends object>(sql: string, values: unknown[] = []): Promise<T[]> => (await hotTransaction('system', (client) => client.query<T>(sql, values))).rows
const REASON = 'its project has ended'

async function begin(staff: Staff, agent: { id: string; name: string }, over: { successorId?: string } = {}): Promise<RetirementView> {
  const begun = await retireAgent(staff.admin, { agentId: agent.id, name: agent.name, reason: REASON, ...over })
  if (!begun.ok) throw new Error(JSON.stringify(begun.refusal))
  return begun.value
}
async function seen(staff: Staff, agentId: string): Promise<RetirementView> {
  const found = await getRetirement(staff.auditor, { agentId })
  if (!found.ok) throw new Error(JSON.stringify(found.refusal))
  return found.value
}
const stepOf = ({ steps }: RetirementView, kind: string) => steps.find((step) => step.kind === kind)
const refusalOf = async (asked: Promise<{ ok: boolean; refusal?: unknown }>): Promise<unknown> => (await asked).refusal
/** The tries of a step, without waiting for their times. */
async function tryOften(staff: Staff, { id }: RetirementView, times: number): Promise<void> {
  for (let n = 0; n < times; n++) {
    await rows(`update retirement_step set next_at = now() where retirement_id = $1 and state = 'waiting'`, [id])
    await carryOut({ id, tenantId: staff.tenantId }, hands)
  }
}
/** As an approval leaves them. */
async function approved(agentIds: readonly string[]): Promise<void> {
  await rows(`update agent set state = 'active', revision_in_force_id = (select id from agent_revision r where r.agent_id = agent.id) where id = any($1::uuid[])`, [agentIds])
  await rows(`update agent_revision set status = 'approved', approved_by = 'test', approved_at = now() where agent_id = any($1::uuid[])`, [agentIds])
}
async function pointAt(staff: Staff, url: string): Promise<string> {
  const id = newId()
  await rows(`insert into enforcement_point (id, tenant_id, name, url, jwk, thumbprint) values ($1, $2, $3, $4, '{}', $5)`, [id, staff.tenantId, `far-${id.slice(-6)}`, url, id])
  await rows(`insert into tool_server (id, tenant_id, slug, title, transport, created_by) values ($1, $2, $3, 'Files', '{"kind":"http","url":"http://files.test"}', 'test')`, [newId(), staff.tenantId, `files-${id.slice(-6)}`])
  return id
}

const unreachablePoint = async (staff: Staff): Promise<string> => pointAt(staff, `http://127.0.0.1:${await freePort()}`)

describe('retiring an agent', () => {
  it('stops it at the commit, refuses every edit, and keeps its name', async () => {
    const staff = await makeStaff()
    const { agent } = await makeAgent(staff, { name: 'old-hand' })
    const preview = await previewRetirement(staff.auditor, { agentId: agent.id })
    const begun = await begin(staff, agent)
    expect(begun).toMatchObject({ state: 'running', reason: REASON, requested_by: { name: staff.admin.name } })
    expect(begun.steps.map(({ title }) => title)).toEqual(preview.ok && preview.value.steps.map(({ title }) => title))
    expect(begun.steps.map(({ kind }) => kind)).toEqual(['stop', 'revoke', 'prove', 'archive'])

    const shown = await getAgent(staff.auditor, { agentId: agent.id })
    expect(shown.ok && shown.value).toMatchObject({ status: 'retired', contained_by: [] })
    const retired = { code: 'wrong_state', state: 'retired' }
    expect(await refusalOf(reviseAgent(staff.owner, { agentId: agent.id, document: documentFor(staff, { name: 'old-hand', purpose: 'does something else now' }) }))).toEqual(retired)
    expect(await refusalOf(setDeputies(staff.owner, { agentId: agent.id, deputies: [staff.admin.id] }))).toEqual(retired)
    expect(await refusalOf(requestTransfer(staff.owner, { agentIds: [agent.id], role: 'owner', to: staff.admin.id, reason: 'somebody else' }))).toMatchObject({ code: 'invalid' })
    expect((await giveStandingMandate({ gatewayUrl: GATEWAY_URL })(staff.owner, { agentId: agent.id, scopes: ['mcp:files:read'], purpose: 'goes on', expires_at: new Date(Date.now() + 60_000).toISOString() })).ok).toBe(false)
    const again = await registerAgent({ trustDomain: 'test.local' })(staff.owner, { document: documentFor(staff, { name: 'Old-Hand' }), public_key: agentKeyPair().publicJwk })
    expect(again).toMatchObject({ ok: false, refusal: { code: 'invalid', fields: { 'document.name': expect.any(String) } } })
    expect(await refusalOf(retireAgent(staff.admin, { agentId: agent.id, name: agent.name, reason: REASON }))).toEqual(retired)
  })

  it('is for an administrator and who answers for it, who type its name and say why, of what they have read', async () => {
    const staff = await makeStaff()
    const { agent } = await makeAgent(staff, { name: 'guarded' })
    const asked = { agentId: agent.id, name: agent.name, reason: REASON }
    expect(await refusalOf(retireAgent(staff.analyst, asked))).toMatchObject({ code: 'denied', reason: 'role' })
    const other = await makePerson(staff.tenantId, { role: 'owner', name: 'answers for others' })
    expect(await refusalOf(retireAgent(other, asked))).toMatchObject({ code: 'separated' })
    expect(await refusalOf(retireAgent(staff.owner, { ...asked, name: 'gaurded' }))).toMatchObject({ code: 'invalid', fields: { name: 'type `guarded`, exactly' } })
    expect(await refusalOf(retireAgent(staff.owner, { ...asked, reason: '' }))).toMatchObject({ code: 'invalid' })
    const preview = await previewRetirement(staff.owner, asked)
    const snapshot = preview.ok ? preview.value.snapshot_digest : ''
    await addHook(staff.admin, { name: 'cluster', url: 'https://cluster.test/stop' })
    expect(await refusalOf(retireAgent(staff.owner, { ...asked, snapshot }))).toMatchObject({ code: 'conflict' })
    expect(await rows('select from retirement where agent_id = $1', [agent.id])).toEqual([])
    expect((await retireAgent(staff.owner, asked)).ok).toBe(true)
    const elsewhere = await makeStaff()
    expect(await refusalOf(getRetirement(elsewhere.admin, { agentId: agent.id }))).toMatchObject({ code: 'not_found' })
  })
})

describe('the steps', () => {
  it('end what it held, tell what is connected, take it out of documents, and prove by trying that nothing answers', async () => {
    const staff = await makeStaff()
    await addHook(staff.admin, { name: 'cluster', url: 'https://cluster.test/stop' })
    const { agent: heir } = await makeAgent(staff, { name: 'heir' })
    const worker = await oauthAgent(server, staff, { name: 'worker', tools: [] })
    const { agent: planner } = await makeAgent(staff, { name: 'planner', may_delegate_to: ['worker'] })
    await approved([heir.id, worker.id, planner.id])
    await rows(`insert into mandate (id, tenant_id, kind, person_id, agent_id, purpose, scopes, expires_at, grant_id) values ($1, $2, 'person', $3, $4, 'p', '{}', now() + interval '1 hour', $5)`, [newId(), staff.tenantId, staff.owner.id, worker.id, `grant-of-${worker.id}`])
    await rows(`insert into oidc_payload (model, id, payload, grant_id, expires_at) values ('RefreshToken', $1, '{}', $2, now() + interval '1 hour')`, [`refresh-${worker.id}`, `grant-of-${worker.id}`])

    const begun = await begin(staff, worker, { successorId: heir.id })
    expect(begun.steps.map(({ title }) => title)).toEqual(['Stop it everywhere', 'Revoke what it holds', 'Deprovision cluster', 'Pass on or end one document that names it, one mandate', 'Prove that nothing answers', 'Archive'])
    await tryOften(staff, begun, 1)
    expect(stepOf(await seen(staff, worker.id), 'deprovision')).toMatchObject({ state: 'waiting', why: expect.stringContaining('not confirmed yet') })
    const [hook] = await rows<{ hook_id: string }>('select hook_id from runtime_hook_call where order_id = $1', [begun.order_id])
    // Given up by who calls: the next try tells it once more.
    await rows(`update runtime_hook_call set state = 'failed', attempts = 8, ended_at = now() where order_id = $1`, [begun.order_id])
    await tryOften(staff, begun, 1)
    expect(await rows('select state, attempts from runtime_hook_call where order_id = $1', [begun.order_id])).toEqual([{ state: 'waiting', attempts: 0 }])
    const told = await endHookCall({ kind: 'job', tenantId: staff.tenantId, id: HOOK_JOB, name: 'hook' }, { orderId: begun.order_id, hookId: hook?.hook_id, state: 'confirmed', detail: 'stopped 2' })
    expect(told.ok).toBe(true)
    await tryOften(staff, begun, 1)

    const done = await seen(staff, worker.id)
    expect(done.steps.map(({ title, state, why }) => [title, state, why])).toEqual(begun.steps.map(({ title }) => [title, 'proven', null]))
    expect(done).toMatchObject({ state: 'archived', archived_at: expect.any(String), successor: { name: 'heir' } })
    expect(stepOf(done, 'prove')?.evidence).toEqual(expect.arrayContaining([
      { check: 'keys', ok: true, detail: expect.stringMatching(/^0 live/) },
      { check: 'grants', ok: true, detail: '0 refresh tokens, codes and consents' },
      { check: 'Token endpoint: client credentials', ok: true, detail: 'refused: it is no client any more' },
      { check: 'Token endpoint: token exchange', ok: true, detail: 'refused: it is no client any more' },
    ])) // prettier-ignore
    expect(stepOf(done, 'archive')?.evidence).toContainEqual({ check: 'edit', ok: true, detail: 'an edit was tried, and refused' })
    await expect(connect(server, worker).then((again) => oidc.clientCredentialsGrant(again.config, {}, { DPoP: again.dpop }))).rejects.toMatchObject({ error: 'invalid_client' })

    const [draft] = await rows<{ receivers: string[]; note: string }>(`select document->'may_delegate_to' as receivers, note from agent_revision where agent_id = $1 and status = 'draft'`, [planner.id])
    expect(draft).toEqual({ receivers: [heir.id], note: 'worker is retired' })
    // A person’s consent is for who asked for it.
    expect(stepOf(done, 'transfer')?.evidence).toContainEqual({ check: `mandate of ${staff.owner.name} “p”`, ok: true, detail: 'ended: a person’s consent is for worker alone; heir asks for its own' })
    const recorded = await rows<{ step: string }>(`select detail->>'step' as step from ledger_entry where subject_id = $1 and action = 'registry.retirement.step' and result = 'ok' order by id`, [worker.id])
    expect(recorded.map(({ step }) => step)).toEqual(begun.steps.map(({ title }) => title))
    // The key that it was tried with was a good one, and is none any more.
    expect(await rows(`select revoked_at is not null as revoked from agent_key where agent_id = $1 and created_by = 'registry.retirement.probe'`, [worker.id])).toEqual([{ revoked: true }])
  })

  it('see a ghost: who is a client still, in spite of all, is found by trying', async () => {
    const staff = await makeStaff()
    const { agent } = await makeAgent(staff, { name: 'revenant' })
    const begun = await begin(staff, agent)
    const owner = new (await import('pg')).default.Client({ connectionString: database.ownerUrl })
    await owner.connect()
    await owner.query('alter table agent disable trigger agent_moves')
    await owner.query(`update agent set state = 'active', revision_in_force_id = (select id from agent_revision r where r.agent_id = agent.id) where id = $1`, [agent.id])
    await owner.query(`delete from containment_cover where subject_id = $1`, [agent.id])
    await owner.query('alter table agent enable trigger agent_moves')
    await owner.end()
    await tryOften(staff, begun, 1)
    expect(stepOf(await seen(staff, agent.id), 'prove')).toMatchObject({ state: 'waiting', why: expect.stringContaining('refused, but it is known still') })
  })

  it('stay open where a point gives no answer, say why, hold up the archive alone, and are tried again when asked', async () => {
    const staff = await makeStaff()
    const point = await unreachablePoint(staff)
    const { agent } = await makeAgent(staff, { name: 'far-away' })
    await approved([agent.id])
    const begun = await begin(staff, agent)
    await tryOften(staff, begun, 1)
    expect(stepOf(await seen(staff, agent.id), 'prove')).toMatchObject({ state: 'waiting', attempts: 1, next_at: expect.any(String) })
    await rows(`update retirement_step set tries = 5 where retirement_id = $1 and kind = 'prove'`, [begun.id])
    await tryOften(staff, begun, 1)
    const open = await seen(staff, agent.id)
    expect(open.state).toBe('open')
    expect(stepOf(open, 'stop')).toMatchObject({ state: 'proven' })
    expect(stepOf(open, 'prove')).toMatchObject({ state: 'open', attempts: 2, why: expect.stringContaining('it gave no answer') })
    expect(stepOf(open, 'archive')).toMatchObject({ state: 'waiting', attempts: 0 })
    expect((await dueRetirements()).map(({ id }) => id)).not.toContain(begun.id)
    const counted = async () => {
      const found = await listFactRows(staff.auditor, { fact: 'deprovisioned', show: 'all' })
      return found.ok && [found.value.fact.good, found.value.fact.total, found.value.items.map(({ detail }) => detail)]
    }
    expect(await counted()).toEqual([0, 1, ['not proven: Archive, Prove that nothing answers']])
    const prove = stepOf(open, 'prove')?.position
    expect(await refusalOf(tryStepAgain(staff.analyst, { agentId: agent.id, position: prove }))).toMatchObject({ code: 'denied' })
    expect(await refusalOf(tryStepAgain(staff.owner, { agentId: agent.id, position: 1 }))).toMatchObject({ code: 'wrong_state', state: 'proven' })

    await rows('update enforcement_point set revoked_at = now() where id = $1', [point])
    expect((await tryStepAgain(staff.owner, { agentId: agent.id, position: prove })).ok).toBe(true)
    await carryOut({ id: begun.id, tenantId: staff.tenantId }, hands)
    expect(await seen(staff, agent.id)).toMatchObject({ state: 'archived' })
    expect(await counted()).toEqual([1, 1, [expect.stringMatching(/^archived 2/)]])
  })

  it('do not prove a point that lets the agent in, whatever else refuses it', async () => {
    const staff = await makeStaff()
    /** A point that does not ask whether anybody was halted, until it does. */
    let knows = false
    const door = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(knows ? 403 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(knows ? { error: { data: { reason: 'containment' } } } : { jsonrpc: '2.0', id: 1, result: {} })))
    })
    await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
    try {
      await pointAt(staff, `http://127.0.0.1:${(door.address() as AddressInfo).port}`)
      const { agent } = await makeAgent(staff, { name: 'ghost' })
      await approved([agent.id])
      const begun = await begin(staff, agent)
      await rows(`update retirement_step set tries = 5 where retirement_id = $1 and kind = 'prove'`, [begun.id])
      await tryOften(staff, begun, 2)
      const open = await seen(staff, agent.id)
      expect(open.state).toBe('open')
      expect(stepOf(open, 'prove')).toMatchObject({ state: 'open', why: expect.stringContaining('it let the agent in') })
      expect(stepOf(open, 'archive')).toMatchObject({ state: 'waiting' })
      knows = true
      expect((await tryStepAgain(staff.owner, { agentId: agent.id, position: stepOf(open, 'prove')?.position })).ok).toBe(true)
      await carryOut({ id: begun.id, tenantId: staff.tenantId }, hands)
      expect(await seen(staff, agent.id)).toMatchObject({ state: 'archived' })
    } finally {
      door.closeAllConnections()
      door.close()
    }
  })

  it('are gone on with by the next process, when the one that had taken them was killed', async () => {
    const staff = await makeStaff()
    const { agent } = await makeAgent(staff, { name: 'interrupted' })
    const begun = await begin(staff, agent)
    // As kill -9 leaves it: a job that somebody holds who is gone, and a step begun and never ended.
    await rows(`insert into job_queue.job (name, data, state, started_on, expire_in, singleton_key, policy, retry_limit) values ('retirement', $1, 'active', now() - interval '5 minutes', '90 seconds', $2, 'stately', 1000)`, [JSON.stringify({ id: begun.id, tenantId: staff.tenantId }), begun.id])
    await rows(`update retirement_step set attempts = 1, tries = 1, started_at = now() - interval '5 minutes', next_at = now() where retirement_id = $1 and position = 1`, [begun.id])
    const problems: unknown[] = []
    const retiring = await keepRetiring(hands, (problem) => problems.push(problem), { everyMs: 200, maintainEverySeconds: 1 })
    try {
      await until(async () => (await seen(staff, agent.id)).state === 'archived', 'the retirement to be gone on with', [], 60_000)
    } finally {
      await retiring.stop()
    }
    const done = await seen(staff, agent.id)
    expect(done.steps.map(({ attempts }) => attempts)).toEqual([2, 1, 1, 1])
    const recorded = await rows<{ step: string }>(`select detail->>'kind' as step from ledger_entry where subject_id = $1 and action = 'registry.retirement.step' order by id`, [agent.id])
    expect(recorded.map(({ step }) => step)).toEqual(['stop', 'revoke', 'prove', 'archive'])
    expect(problems).toEqual([])
  }, 90_000)
})

describe('what hung on it', () => {
  const scopeOf = (slug: string, tool: string) => `mcp:${slug}:${tool}`
  const toolsOf = (slug: string, tools: string[]) => tools.map((tool_id) => ({ mcp_server: slug, tool_id }))
  async function handover() {
    const staff = await makeStaff()
    const slug = `desk-${staff.tenantId.slice(-8)}`
    await rows(`insert into tool_server (id, tenant_id, slug, title, transport, created_by) values ($1, $2, $3, 'Desk', '{"kind":"http","url":"http://desk.test"}', 'test')`, [newId(), staff.tenantId, slug])
    const { agent: helper } = await makeAgent(staff, { name: 'helper' })
    const { agent: heir } = await makeAgent(staff, { name: 'heir', tools: toolsOf(slug, ['read']), sponsor: staff.admin.id })
    const { agent: leaver } = await makeAgent(staff, { name: 'leaver', tools: toolsOf(slug, ['read', 'write']), may_delegate_to: [helper.id] })
    const { agent: planner } = await makeAgent(staff, { name: 'planner', may_delegate_to: [leaver.id] })
    await approved([helper.id, heir.id, leaver.id, planner.id])
    const [standing, other] = [newId(), newId()]
    const soon = new Date(Date.now() + 3_600_000)
    for (const [id, purpose, scopes] of [[standing, 'sorts the post', ['read', 'write']], [other, 'writes alone', ['write']]] as const)
      await rows(`insert into mandate (id, tenant_id, kind, person_id, agent_id, purpose, scopes, expires_at) values ($1, $2, 'standing', $3, $4, $5, $6, $7)`, [id, staff.tenantId, staff.owner.id, leaver.id, purpose, scopes.map((tool) => scopeOf(slug, tool)), soon])
    const hop = async (path: string[], purpose: string, parent: string | null = null) => {
      const id = newId()
      await rows(
        `insert into delegation (id, tenant_id, mandate_id, parent_id, agent_id, root_person_id, autonomous, path, depth, audience, scopes_in, scopes, dropped, purpose, run_id, document_digest, epoch, token, issued_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, cardinality($8::uuid[]), 'x', '{}', '{}', '{}', $9, 'r', 'd', 0, '{}', now(), now() + interval '5 minutes')`,
        [id, staff.tenantId, standing, parent, path.at(-1), staff.owner.id, path[0] === leaver.id, path, purpose],
      )
      return id
    }
    await hop([leaver.id], 'sorts the post')
    await hop([planner.id, leaver.id], 'plans the week', await hop([planner.id], 'plans the week'))
    return { staff, slug, helper, heir, leaver, planner }
  }
  const evidenceOf = (view: RetirementView) => Object.fromEntries((stepOf(view, 'transfer')?.evidence ?? []).map(({ check, ok, detail }) => [check, `${ok ? 'ok' : 'not'}: ${detail}`]))
  const offers = async (staff: Staff, actor: Parameters<typeof listOffers>[0] = staff.admin) => {
    const listed = await listOffers(actor, { mine: 'true' })
    return listed.ok ? listed.value : []
  }
  const openDrafts = (staff: Staff) => rows<{ name: string; receivers: string[] }>(`select a.name, r.document->'may_delegate_to' as receivers from agent_revision r join agent a on a.id = r.agent_id where r.tenant_id = $1 and r.status = 'draft' order by a.name`, [staff.tenantId])

  it('is put to who answers for its successor, as far as policy allows; what cannot go over ends, and is named', async () => {
    const { staff, slug, helper, heir, leaver, planner } = await handover()
    const begun = await begin(staff, leaver, { successorId: heir.id })
    expect(stepOf(begun, 'transfer')?.title).toBe('Pass on or end one document that names it, one agent that it delegates to, 2 mandates, 2 running tasks')
    await tryOften(staff, begun, 1)
    const done = await seen(staff, leaver.id)
    expect(done.state).toBe('archived')
    expect(evidenceOf(done)).toEqual({
      planner: 'ok: a draft without it waits for approval',
      'whom heir may delegate to': 'ok: helper: a draft waits for approval',
      'standing mandate “sorts the post”': expect.stringMatching(new RegExp(`^ok: offered to heir: ${staff.admin.name}, its sponsor, accepts it or not by \\d{4}-\\d\\d-\\d\\d; ended, since its document does not allow it: ${scopeOf(slug, 'write')}$`)),
      'standing mandate “writes alone”': 'ok: ended: the document of heir allows none of it',
      [`running task “sorts the post” on its own, under ${staff.owner.name}`]: 'ok: ended: one token of it revoked',
      [`running task “plans the week” for ${staff.owner.name}`]: 'ok: ended: one token of it revoked; planner goes on without what it passed to leaver',
    })
    expect(await openDrafts(staff)).toEqual([{ name: 'heir', receivers: [helper.id] }, { name: 'planner', receivers: [heir.id] }])

    expect(await offers(staff, staff.owner)).toEqual([])
    const [offer] = await offers(staff)
    expect(offer).toMatchObject({ from: { name: 'leaver' }, agent: { name: 'heir' }, purpose: 'sorts the post', scopes: [scopeOf(slug, 'read')], may_accept: true })
    const accept = acceptOffer({ gatewayUrl: GATEWAY_URL })
    for (const actor of [staff.owner]) expect(await refusalOf(accept(actor, { offerId: offer?.id }))).toMatchObject({ code: 'separated', rule: 'only_the_sponsor' })
    const elsewhere = await makeStaff()
    expect(await refusalOf(accept(elsewhere.admin, { offerId: offer?.id }))).toMatchObject({ code: 'not_found' })
    expect(await listOffers(elsewhere.admin, { agentId: heir.id })).toEqual({ ok: true, value: [] })
    expect(await rows(`select from mandate where agent_id = $1`, [heir.id])).toEqual([])
    const both = await Promise.all([accept(staff.admin, { offerId: offer?.id }), accept(staff.admin, { offerId: offer?.id })])
    expect(both.filter(({ ok }) => ok)).toHaveLength(1)
    expect(await rows(`select kind, person_id, purpose, scopes, resources from mandate where agent_id = $1`, [heir.id])).toEqual([{ kind: 'standing', person_id: staff.admin.id, purpose: 'sorts the post', scopes: [scopeOf(slug, 'read')], resources: [`${GATEWAY_URL}/mcp/${slug}`] }])
    expect((await entriesOf(staff.tenantId)).at(-1)).toMatchObject({ action: 'delegation.mandate_offer.accept', subjectId: heir.id, detail: { from_agent: leaver.id, offer: offer?.id } })
    expect(await offers(staff)).toEqual([])
    expect(planner.name).toBe('planner')
  })

  it('ends where no successor was named, and is named all the same', async () => {
    const { staff, leaver } = await handover()
    const begun = await begin(staff, leaver)
    await tryOften(staff, begun, 1)
    const evidence = evidenceOf(await seen(staff, leaver.id))
    expect(evidence).toMatchObject({ 'standing mandate “sorts the post”': 'ok: ended: no successor was named', 'standing mandate “writes alone”': 'ok: ended: no successor was named' })
    expect(Object.keys(evidence).filter((check) => check.startsWith('running task'))).toHaveLength(2)
    expect(await rows('select from mandate_offer where tenant_id = $1', [staff.tenantId])).toEqual([])
  })

  it('is passed on once, where the process was killed in the middle of it', async () => {
    const { staff, heir, helper, leaver } = await handover()
    const begun = await begin(staff, leaver, { successorId: heir.id })
    // It comes as far as the offers, which it cannot write: documents are drafted already.
    const holder = new pg.Client({ connectionString: database.ownerUrl })
    await holder.connect()
    await holder.query('begin')
    await holder.query('lock table mandate_offer in exclusive mode')
    const child = spawn(process.execPath, [await bundleOf('retirement-child')], { env: { NODE_ENV: 'production', RETIREMENT_WORK: JSON.stringify({ url: database.authorityUrl, due: { id: begun.id, tenantId: staff.tenantId } }) }, stdio: ['ignore', 'ignore', 'inherit'] })
    const gone = new Promise((resolve) => child.once('close', resolve))
    await until(async () => (await holder.query(`select from pg_locks l join pg_class c on c.oid = l.relation where c.relname = 'mandate_offer' and not l.granted`)).rows.length > 0, 'the offers to be tried', [], 60_000)
    child.kill('SIGKILL')
    await gone
    await holder.query('rollback')
    await holder.end()
    expect(await openDrafts(staff)).toHaveLength(2)
    expect(stepOf(await seen(staff, leaver.id), 'transfer')).toMatchObject({ state: 'waiting', attempts: 1 })
    await tryOften(staff, begun, 1)
    const done = await seen(staff, leaver.id)
    expect(done.state).toBe('archived')
    expect(stepOf(done, 'transfer')).toMatchObject({ state: 'proven', attempts: 2 })
    expect(await openDrafts(staff)).toEqual([{ name: 'heir', receivers: [helper.id] }, { name: 'planner', receivers: [heir.id] }])
    expect(await rows('select state from mandate_offer where tenant_id = $1', [staff.tenantId])).toEqual([{ state: 'offered' }])
    expect(await rows(`select from outbox where tenant_id = $1 and topic = 'mandate.offered'`, [staff.tenantId])).toHaveLength(1)
  }, 90_000)
})

describe('systems of others', () => {
  const connect = async (staff: Staff, system: Record<string, string>): Promise<string> => {
    const added = await addSystem(secrets)(staff.admin, system)
    if (!added.ok) throw new Error(JSON.stringify(added.refusal))
    return added.value.id
  }
  const evidenceOf = (view: RetirementView) => view.steps.filter(({ kind }) => kind === 'deprovision').map(({ title, state, evidence }) => [title, state, evidence.map(({ detail }) => detail)])

  it('keep nothing of an agent that is retired: an account by SCIM, tokens by RFC 7009, a secret in its store; each is asked afterwards', async () => {
    const staff = await makeStaff()
    const others = await foreignSystems(async () => [])
    try {
      const [{ agent }, { agent: neighbour }] = [await makeAgent(staff, { name: 'known-elsewhere' }), await makeAgent(staff, { name: 'neighbour' })]
      const { scim, oauth, vault } = others
      for (const { id, name } of [agent, neighbour]) {
        await scim.make(name, id)
        vault.put(id)
      }
      const [token, theirs] = [await oauth.token(), await oauth.token()]
      await connect(staff, { name: 'Directory', kind: 'scim', url: `${scim.resources}/`, credential: scim.credential })
      const cloud = await connect(staff, { name: 'Cloud', kind: 'oauth', url: oauth.revocation, introspection_url: oauth.introspection, credential: oauth.credential })
      await connect(staff, { name: 'Vault', kind: 'secret_store', url: vault.template, header: 'X-Vault-Token', credential: vault.credential })
      for (const [agentId, held] of [[agent.id, token], [neighbour.id, theirs]] as const) expect(await holdToken(secrets)(staff.owner, { systemId: cloud, agentId, token: held, hint: 'access_token' })).toMatchObject({ ok: true })
      const [sealed] = await rows<{ token_sealed: string }>('select token_sealed from connected_token where agent_id = $1', [agent.id])
      const begun = await begin(staff, agent)
      expect(await refusalOf(removeSystem(staff.admin, { systemId: cloud }))).toMatchObject({ code: 'wrong_state' })
      await tryOften(staff, begun, 1)

      const done = await seen(staff, agent.id)
      expect(evidenceOf(done)).toEqual([
        ['Revoke its tokens at Cloud', 'proven', ['revoked, and not active any more']],
        ['End its account in Directory', 'proven', ['answered 404: it is gone', 'found nothing']],
        ['Delete its secret in Vault', 'proven', ['deleted; asked for again, it answered 404']],
      ])
      expect(done.state).toBe('archived')
      expect([...scim.accounts.values()].map(({ externalId }) => externalId)).toEqual([neighbour.id])
      expect([vault.has(agent.id), vault.has(neighbour.id)]).toEqual([false, true])
      expect([await oauth.isActive(token), await oauth.isActive(theirs)]).toEqual([false, true])
      expect(await rows('select token_sealed, ended_at is not null as ended from connected_token where agent_id = $1', [agent.id])).toEqual([{ token_sealed: null, ended: true }])

      expect(sealed?.token_sealed).toBeTruthy()
      const shown = JSON.stringify([await listSystems(staff.auditor, {}), done, await entriesOf(staff.tenantId), await rows('select * from connected_system where tenant_id = $1', [staff.tenantId]), sealed])
      for (const secret of [token, theirs, scim.credential, oauth.credential, vault.credential]) expect(shown).not.toContain(secret)
      expect(await removeSystem(staff.admin, { systemId: cloud })).toMatchObject({ ok: true })
      expect(await rows('select credential_sealed from connected_system where id = $1', [cloud])).toEqual([{ credential_sealed: null }])
      expect(await rows('select from connected_token where token_sealed is not null and system_id = $1', [cloud])).toEqual([])
    } finally {
      others.close()
    }
  })

  it('are not believed because they answer: what is there still keeps the step open, and others’ accounts are left alone', async () => {
    const staff = await makeStaff()
    const { agent } = await makeAgent(staff, { name: 'not-so-gone' })
    const asked: string[] = []
    /** Answers well to whatever it is told, and does nothing of it; lists everybody whatever the filter. */
    const liar = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://liar').pathname
      asked.push(`${request.method} ${path}`)
      const listed = { totalResults: 1, Resources: [{ id: 'somebody', externalId: 'somebody else' }] }
      const body = path === '/Users' ? listed : path === '/introspect' ? { active: true } : {}
      request.resume().on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body)))
    })
    await new Promise<void>((resolve) => liar.listen(0, '127.0.0.1', resolve))
    const at = `http://127.0.0.1:${(liar.address() as AddressInfo).port}`
    try {
      await connect(staff, { name: 'Directory', kind: 'scim', url: `${at}/Users`, credential: 'x' })
      const cloud = await connect(staff, { name: 'Cloud', kind: 'oauth', url: `${at}/revoke`, introspection_url: `${at}/introspect`, credential: 'x' })
      await connect(staff, { name: 'Vault', kind: 'secret_store', url: `${at}/{agent}`, credential: 'x' })
      await holdToken(secrets)(staff.admin, { systemId: cloud, agentId: agent.id, token: 'x' })
      const begun = await begin(staff, agent)
      await rows(`update retirement_step set tries = 5 where retirement_id = $1 and kind = 'deprovision'`, [begun.id])
      await tryOften(staff, begun, 3)
      expect(evidenceOf(await seen(staff, agent.id))).toEqual([
        ['Revoke its tokens at Cloud', 'open', ['it is active still']],
        ['End its account in Directory', 'open', ['it answered with resources of others: it does not filter by externalId, and nothing was deleted']],
        ['Delete its secret in Vault', 'open', ['asked for again, it answered 200']],
      ])
      expect(asked.filter((line) => line.startsWith('DELETE'))).toEqual([`DELETE /${agent.id}`])
      expect(await rows('select from connected_token where agent_id = $1 and token_sealed is not null', [agent.id])).toHaveLength(1)
    } finally {
      liar.closeAllConnections()
      liar.close()
    }
  })

  it('are connected by administrators alone, at addresses that end one agent and not all; [30] what may not be reached is not', async () => {
    const staff = await makeStaff()
    const asked = { name: 'Vault', kind: 'secret_store', url: 'https://vault.test/v1/{agent}', credential: 'x' }
    for (const actor of [staff.owner, staff.analyst, staff.auditor]) expect(await refusalOf(addSystem(secrets)(actor, asked))).toMatchObject({ code: 'denied' })
    for (const [field, bad] of [['url', { url: 'https://vault.test/v1/all' }], ['url', { kind: 'scim' }], ['url', { url: 'file:///{agent}' }], ['url', { url: 'https://a:b@vault.test/{agent}' }], ['introspection_url', { introspection_url: 'https://vault.test/ask' }], ['credential', { credential: 'two\nlines' }], ['header', { header: 'not a header' }]] as const)
      expect(await refusalOf(addSystem(secrets)(staff.admin, { ...asked, ...bad })), JSON.stringify(bad)).toMatchObject({ code: 'invalid', fields: { [field]: expect.any(String) } })
    const systemId = await connect(staff, asked)
    expect(await refusalOf(addSystem(secrets)(staff.admin, { ...asked, name: 'VAULT' }))).toMatchObject({ code: 'invalid', fields: { name: 'is the name of another system' } })
    const { agent } = await makeAgent(staff, { name: 'has-a-token' })
    expect(await refusalOf(holdToken(secrets)(staff.admin, { systemId, agentId: agent.id, token: 'x' }))).toMatchObject({ code: 'invalid', fields: { systemId: expect.any(String) } })
    const other = await makePerson(staff.tenantId, { role: 'owner', name: 'answers for others' })
    expect(await refusalOf(holdToken(secrets)(other, { systemId, agentId: agent.id, token: 'x' }))).toMatchObject({ code: 'separated' })
    expect(await refusalOf(removeSystem((await makeStaff()).admin, { systemId }))).toEqual({ code: 'not_found' })

    let connections = 0
    const canary = createServer(() => undefined).on('connection', () => connections++)
    await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve))
    const outside = { innerNetworks: false, open: (_id: string, sealed: string) => sealed }
    const [outer, asks] = [deprovisioner(outside), systemReach(outside)]
    const { port } = canary.address() as AddressInfo
    for (const host of ['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '169.254.169.254', '0x7f.1', '2130706433', 'localhost'])
      for (const kind of ['scim', 'oauth', 'secret_store'] as const) {
        const url = `http://${host}:${port}/{agent}`
        const { checks, ended } = await outer({ id: 'x', kind, url, introspectionUrl: url, header: 'authorization', credentialSealed: 'x' }, { id: 'x', name: 'x' }, [{ id: 't', hint: 'access_token', tokenSealed: 'x' }])
        expect([checks.map(({ ok }) => ok), ended], url).toEqual([[false], []])
        const reached = await asks({ id: 'x', kind, url, introspectionUrl: url, header: 'authorization', credentialSealed: 'x' })
        expect(reached.map(({ ok }) => ok), url).not.toContain(true)
      }
    canary.close()
    expect(connections).toBe(0)
  })
})

describe('the database', () => {
  it('holds to the table of moves, and to what is proven', async () => {
    const staff = await makeStaff()
    const states = ['draft', 'active', 'retired']
    for (const from of states)
      for (const to of states.filter((one) => one !== from)) {
        const { agent } = await makeAgent(staff, { name: `from-${from}-to-${to}` })
        if (from !== 'draft') await rows('update agent set state = $2 where id = $1', [agent.id, from])
        const moved = await rows('update agent set state = $2 where id = $1 returning id', [agent.id, to]).then(() => true, () => false)
        expect([from, to, moved]).toEqual([from, to, STATE_MOVES.some(([a, b]) => a === from && b === to)])
      }
    await expect(rows(`update retirement_step set state = 'waiting', ended_at = null where state = 'proven'`)).rejects.toThrow(/proven/)
  })
})
