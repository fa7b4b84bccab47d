import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { decodeJwt } from 'jose'
import * as oidc from 'openid-client'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApi } from '@/lib/api/client'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { invitePerson, issueWelcomeLink, openPersonSession, recoverPerson } from '@/lib/identity/access'
import { applyReviews, confirmApply, endReviews, launchCampaign, openLaunched, previewCampaign } from '@/lib/identity/reviews'
import { LOCK } from '@/lib/db/locks'
import { makeAgent, makeStaff, type Staff } from '@/lib/testing/agents'
import { authorityProcesses, type AuthorityProcess } from '@/lib/testing/authority-process'
import { GATEWAY_URL } from '@/lib/testing/authorization-server'
import { testDatabase } from '@/lib/testing/database'
import { FormBrowser } from '@/lib/testing/form-browser'
import { loopOnEveryGrant } from '@/lib/testing/grant-lanes'
import { makePerson } from '@/lib/testing/people'
import { CALLBACK, MAIL, oauthAgent, post, proof, standing, tokenRequest, type Answer, type OAuthAgent } from '@/lib/testing/oauth-agent'
import { reviewAttempts } from '@/lib/testing/review-attempts'
import { makeToolServers } from '@/lib/testing/tool-servers'

/** One issuer served by two operating-system processes, as they are shipped, that share nothing but PostgreSQL. */
const db = await testDatabase()
const READ = 'mcp:mail:read'
const AT_ONCE = 50
/** Each costs a password hash of full strength. */
const LINKS_AT_ONCE = 8
/** More under soak. */
const ROUNDS = Number(process.env.SOAK_ROUNDS ?? 1)
const HALTS = Number(process.env.SOAK_PROCESS_HALTS ?? 1)
let processes: Awaited<ReturnType<typeof authorityProcesses>>
let both: readonly [AuthorityProcess, AuthorityProcess]
let issuer: string
let staff: Staff

beforeAll(async () => {
  openDatabase(db.authorityUrl)
  processes = await authorityProcesses()
  const one = await processes.start(db, { LANYARD_GATEWAY_URL: GATEWAY_URL })
  issuer = one.issuer
  both = [one, await processes.start(db, { LANYARD_ISSUER: issuer, LANYARD_GATEWAY_URL: GATEWAY_URL })]
  for (const { output } of both) expect(output()).toContain('"msg":"ready"')
  staff = await makeStaff()
  await makeToolServers(staff, ['mail'])
}, 180_000)
afterAll(async () => {
  processes?.remove()
  await closeDatabase()
})

const at = (n: number): string => (both[n % 2] as AuthorityProcess).address
const times = <T>(count: number, make: (n: number) => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: count }, (_, n) => make(n)))
const freshProof = (agent: OAuthAgent) => proof(agent.dpopKeys, `${issuer}/oauth/token`)
const fresh = (agent: OAuthAgent, params: Record<string, string>) => tokenRequest({ issuer }, agent, params)

async function working(): Promise<OAuthAgent> {
  const agent = await oauthAgent({ issuer }, staff, { tools: ['mail:read'] })
  await standing(staff, agent, [READ])
  return agent
}

/** The answers' statuses, counted; the one token that there is has to be in the ledger, and no other. */
async function expectOne(agent: OAuthAgent, answers: readonly Answer[], refused: number, before: number): Promise<void> {
  const tokens = answers.flatMap(({ status, body }) => (status === 200 ? [decodeJwt(String(body.access_token)).jti] : []))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: answers.length - 1 }, () => refused)])
  const recorded = await issued(agent)
  expect(recorded.length).toBe(before + 1)
  expect(recorded).toContain(tokens[0])
}

async function issued(agent: OAuthAgent): Promise<string[]> {
  const { rows } = await hotTransaction('system', (client) =>
    client.query<{ id: string }>(`select delegation_id as id from ledger_entry where agent_id = $1 and action = 'token.issue' and result = 'allowed'`, [agent.id]),
  )
  return rows.map(({ id }) => id)
}

/** A person signs in and consents on the first process's pages; what comes back is the code. */
async function code(agent: OAuthAgent): Promise<Record<string, string>> {
  const verifier = oidc.randomPKCECodeVerifier()
  const challenge = await oidc.calculatePKCECodeChallenge(verifier)
  const url = oidc.buildAuthorizationUrl(agent.config, { redirect_uri: CALLBACK, scope: READ, resource: MAIL, code_challenge: challenge, code_challenge_method: 'S256' })
  const browser = new FormBrowser()
  const home = (next: URL) => next.href.startsWith(CALLBACK)
  const consent = await browser.submit(await browser.get(url.href), { email: staff.analyst.email, password: staff.analyst.password })
  const done = await browser.submit(consent, { action: 'allow' }, { stopAt: home })
  return { grant_type: 'authorization_code', code: done.url.searchParams.get('code') ?? '', code_verifier: verifier, redirect_uri: CALLBACK }
}

describe(`one thing, ${AT_ONCE} times at once, on two processes`, { timeout: 60_000 + ROUNDS * 20_000 }, () => {
  it('[3] a client assertion gives exactly one token', async () => {
    const agent = await working()
    for (let round = 0; round < ROUNDS; round++) {
      const before = (await issued(agent)).length
      const { body } = await fresh(agent, { grant_type: 'client_credentials' })
      const proofs = await times(AT_ONCE, () => freshProof(agent)) // only the assertion is used twice
      const answers = await times(AT_ONCE, (n) => post(at(n), '/oauth/token', body, { dpop: proofs[n] as string }))
      await expectOne(agent, answers, 401, before)
      // And with time between, on the process that did not see the first use.
      for (const address of [at(0), at(1)]) expect((await post(address, '/oauth/token', body, { dpop: await freshProof(agent) })).status).toBe(401)
    }
  })

  it('[18] a DPoP proof gives exactly one token', async () => {
    const agent = await working()
    for (let round = 0; round < ROUNDS; round++) {
      const before = (await issued(agent)).length
      const dpop = await freshProof(agent)
      const requests = await times(AT_ONCE, () => fresh(agent, { grant_type: 'client_credentials' }))
      const answers = await times(AT_ONCE, (n) => post(at(n), '/oauth/token', requests[n]?.body as URLSearchParams, { dpop }))
      await expectOne(agent, answers, 400, before)
    }
  })

  it('[59] an authorization code gives exactly one token', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const agent = await working()
      const params = await code(agent)
      const requests = await times(AT_ONCE, () => fresh(agent, params))
      const answers = await times(AT_ONCE, (n) => post(at(n), '/oauth/token', requests[n]?.body as URLSearchParams, requests[n]?.headers))
      await expectOne(agent, answers, 400, 0)
    }
  })

  it('[18] the uses of a proof and of an assertion are still known to a process that starts anew', async () => {
    const agent = await working()
    const { body, headers } = await fresh(agent, { grant_type: 'client_credentials' })
    expect((await post(at(0), '/oauth/token', body, headers)).status).toBe(200)
    const third = await processes.start(db, { LANYARD_ISSUER: issuer, LANYARD_GATEWAY_URL: GATEWAY_URL })
    try {
      expect((await post(third.address, '/oauth/token', body, { dpop: await freshProof(agent) })).status).toBe(401)
      expect((await post(third.address, '/oauth/token', (await fresh(agent, { grant_type: 'client_credentials' })).body, headers)).status).toBe(400)
    } finally {
      third.child.kill('SIGKILL')
      await third.exited
    }
  })
})

/** The administrator's token for the management API. */
async function signedIn(): Promise<string> {
  const token = randomUUID()
  const session = { tokenHash: createHash('sha256').update(token).digest('base64url'), personId: staff.admin.id, tenantId: staff.tenantId, clientId: 'console', expiresAt: new Date(Date.now() + 3_600_000) }
  if (!(await openPersonSession(session)).ok) throw new Error('no session')
  return token
}

describe('the board of an order that was given to one of two processes', () => {
  it('is told by the other of what the first has recorded, and ends there when the session ends here', { timeout: 90_000 }, async () => {
    const token = await signedIn()
    const here = createApi({ origin: at(0), token, timeoutMs: 60_000 })
    const ordered = await here.containment.halt({ agentId: (await oauthAgent({ issuer }, staff, { tools: ['mail:read'] })).id })
    if (!ordered.ok) throw new Error(JSON.stringify(ordered.refusal))
    const orderId = ordered.value.order_id
    const there = await fetch(`${at(1)}/api/v1/containment/orders/${orderId}/events`, { headers: { authorization: `Bearer ${token}` } })
    expect(there.status).toBe(200)
    let [events, over] = ['', false]
    const reading = (async () => {
      for await (const chunk of there.body as ReadableStream<Uint8Array>) events += Buffer.from(chunk).toString()
      over = true
    })()
    await expect.poll(() => events, { timeout: 60_000 }).toContain('event: order')
    expect(await here.containment.explain({ orderId, reason: 'said to the first of them' })).toMatchObject({ ok: true })
    await expect.poll(() => events, { timeout: 60_000 }).toContain('said to the first of them')
    expect(await here.me.signOut({})).toMatchObject({ ok: true })
    await expect.poll(() => over, { timeout: 60_000 }).toBe(true)
    await reading
    expect(events).toContain('event: end\ndata: session')
  })
})

describe('an order given to one of two processes, while an agent asks both by every grant as fast as it can', () => {
  it('[21] [22] is after every token, and before none, at either', { timeout: 60_000 + HALTS * 30_000 }, async () => {
    for (let round = 0; round < HALTS; round++) {
      const below = await oauthAgent({ issuer }, staff, { tools: ['mail:read'] })
      const top = await oauthAgent({ issuer }, staff, { tools: ['mail:read'], may_delegate_to: [below.id] })
      await standing(staff, top, [READ])
      const codes: Record<string, string>[] = []
      for (let n = 0; n < 4; n++) codes.push(await code(top))
      const api = createApi({ origin: at(round), token: await signedIn(), timeoutMs: 60_000 })
      let epoch = 0
      const answers = await loopOnEveryGrant({ issuer, addresses: [at(0), at(1)], top, below, codes }, async () => {
        const ordered = await api.containment.halt({ agentId: top.id, grain: round % 4 < 2 ? 'sub_tree' : 'agent' })
        if (!ordered.ok) throw new Error(JSON.stringify(ordered.refusal))
        epoch = ordered.value.epoch
      })
      expect(answers.filter((answer) => answer.epoch !== null && answer.epoch >= epoch)).toEqual([])
      const after = answers.filter(({ askedAfter }) => askedAfter)
      expect(after.filter(({ status }) => status === 200)).toEqual([])
      expect(new Set(after.map(({ grant }) => grant))).toEqual(new Set(['client_credentials', 'exchange', 'refresh', 'code']))
      // Nothing was given that is not in the record, by either process.
      const given = answers.filter(({ status }) => status === 200).length
      expect((await issued(top)).length + (await issued(below)).length).toBe(given)
    }
  })
})

describe(`a link that works once, ${LINKS_AT_ONCE} times at once, on two processes`, { timeout: 120_000 }, () => {
  /** Everybody has the page open before anybody sends it, each with a password of their own. */
  async function useAtOnce(url: string, fields: (n: number) => Record<string, string> = () => ({})): Promise<number[]> {
    const pages = await times(LINKS_AT_ONCE, async (n) => {
      const browser = new FormBrowser()
      return { browser, page: await browser.get(url.replace(issuer, at(n))) }
    })
    const submit = async (n: number): Promise<number> => {
      const { browser, page } = pages[n] as (typeof pages)[number]
      const answer = await browser.submit(page, { password: `otters in a row, ${n} of them`, ...fields(n) }, { headers: { origin: issuer }, stopAt: () => true })
      if (answer.status !== 503) return answer.status
      await pause(500) // too many password hashes at once: the page says so, and is sent again
      return submit(n)
    }
    return times(LINKS_AT_ONCE, submit)
  }
  const expectOneUse = (statuses: readonly number[]) => {
    expect(statuses.filter((status) => status === 303 || status === 302)).toHaveLength(1)
    expect(statuses.filter((status) => status === 404)).toHaveLength(LINKS_AT_ONCE - 1)
  }
  const entries = async (action: string) => (await hotTransaction('system', (client) => client.query('select from ledger_entry where action = $1', [action]))).rowCount

  it('[59] the welcome link makes exactly one administrator', async () => {
    const url = await issueWelcomeLink(db.ownerUrl, issuer)
    expectOneUse(await useAtOnce(url ?? '', (n) => ({ name: 'Ada', email: `ada${n}@example.com` })))
    expect(await entries('access.person.welcome')).toBe(1)
  })

  it('[59] an invitation is taken up exactly once', async () => {
    const invited = await invitePerson({ issuer })(staff.admin, { email: `new-${staff.tenantId}@example.com`, name: 'Grace', role: 'owner' })
    if (!invited.ok) throw new Error(JSON.stringify(invited.refusal))
    expectOneUse(await useAtOnce(invited.value.url))
    expect(await entries('access.person.join')).toBe(1)
  })

  it('[59] a recovery link sets exactly one password', async () => {
    const forgetful = await makePerson(staff.tenantId, { role: 'owner' })
    const recovery = await recoverPerson({ issuer })(staff.admin, { personId: forgetful.id })
    if (!recovery.ok) throw new Error(JSON.stringify(recovery.refusal))
    expectOneUse(await useAtOnce(recovery.value.url))
  })
})

describe('SIGKILL while what a review takes away is applied in phases, and while one of many is launched', () => {
  it('[59] ends with each applied, each asked about, and none twice', { timeout: 240_000 }, async () => {
    const [owner, holder] = [new pg.Client({ connectionString: db.ownerUrl }), new pg.Client({ connectionString: db.ownerUrl })]
    await Promise.all([owner.connect(), holder.connect()])
    const count = async (sql: string, ...values: unknown[]): Promise<number> => Number((await owner.query<{ count: string }>(`select count(*) from ${sql}`, values)).rows[0]?.count)
    const until = (sql: string, values: unknown[], many: number) => expect.poll(() => count(sql, ...values), { timeout: 60_000, interval: 50 }).toBe(many)
    const company = await makeStaff()
    // One after the other: as many at once only wait for each other's connections.
    for (let n = 0; n < 11; n++) await makeAgent(company, { name: `agent-${n}` })
    const plan = { name: 'A wide review', due_at: new Date(Date.now() + 86_400_000).toISOString(), fallback: company.admin.id, no_response: 'suspend', phase_from: 5 }
    const check = await previewCampaign(company.admin, plan)
    if (!check.ok) throw new Error(JSON.stringify(check.refusal))
    const launched = await launchCampaign(company.admin, { ...plan, snapshot: check.value.snapshot, confirm: plan.name })
    if (!launched.ok) throw new Error(JSON.stringify(launched.refusal))
    const campaignId = launched.value.id
    await owner.query(`update review_campaign set due_at = now() - interval '1 second' where id = $1`, [campaignId])
    await endReviews()
    const items = 'review_item where campaign_id = $1'
    await until(`${items} and effect = 'pending'`, [campaignId], 11)

    // One is left to look, so that it is one that takes both of the first phase up.
    const [left, gone] = both
    gone.child.kill('SIGKILL')
    await gone.exited
    // Nobody halts in this company: what is taken up waits right before its effect.
    await holder.query('begin')
    await holder.query('select pg_advisory_xact_lock($1::int4, hashtext($2))', [LOCK.containment, company.tenantId])
    expect(await confirmApply(company.admin, { campaignId, held: 11, confirm: plan.name })).toMatchObject({ ok: true })
    await until(`${items} and phase = 1 and claimed_at is not null`, [campaignId], 2)
    // The first has its effect and cannot note it; the second has been taken up, and nothing more.
    await owner.query('begin')
    await owner.query(`select from ${items} for update`, [campaignId])
    await holder.query('rollback')
    const halts = `containment_order where tenant_id = $1 and ordered_by = 'reviews.apply'`
    await until(halts, [company.tenantId], 1)
    left.child.kill('SIGKILL')
    await left.exited
    await owner.query('rollback')
    expect(await count(`${items} and effect = 'pending'`, campaignId)).toBe(11)
    expect(await count(halts, company.tenantId)).toBe(1)

    // As long after it as who took them up may still have been alive.
    await owner.query(`update ${items.replace(' where', ` set claimed_at = claimed_at - interval '2 minutes' where`)}`, [campaignId])
    // Where the issuer is: what was taken away is tried there.
    const again = await processes.start(db, { LANYARD_ISSUER: issuer, AUTHORITY_PORT: new URL(issuer).port, LANYARD_GATEWAY_URL: GATEWAY_URL })
    expect(again.output()).toContain('"msg":"ready"')
    await until(`${items} and phase = 1 and effect = 'applied'`, [campaignId], 2)
    for (let phase = 0; phase < 3; phase++) await applyReviews(await reviewAttempts({ issuer }))
    await until(`${items} and effect = 'applied'`, [campaignId], 11)
    const each = async (action: string) => (await owner.query<{ agent_id: string }>(`select agent_id from ledger_entry where tenant_id = $1 and action = $2 and result = 'ok' order by 1`, [company.tenantId, action])).rows.map(({ agent_id }) => agent_id)
    const agents = (await owner.query<{ agent_id: string }>(`select agent_id from ${items} order by 1`, [campaignId])).rows.map(({ agent_id }) => agent_id)
    expect(await each('containment.halt')).toEqual(agents)
    expect(await each('reviews.item.apply')).toEqual(agents)
    expect(await count(halts, company.tenantId)).toBe(11)

    // A launch of many: the process has fixed agents in hand, and is killed with their items written to nobody.
    const [model = ''] = agents
    await owner.query(`with more as (select gen_random_uuid() as id, gen_random_uuid() as revision, n from generate_series(1, 290) n), made as (
        insert into agent (id, tenant_id, name, name_key, spiffe_id, state, owner_id, sponsor_id, platform, purpose, risk_level, registered_by, next_review_at, revision_in_force_id)
        select m.id, a.tenant_id, 'many-' || m.n, 'many-' || m.n, a.spiffe_id || m.n, 'active', a.owner_id, a.sponsor_id, a.platform, a.purpose, a.risk_level, a.registered_by, a.next_review_at, m.revision from agent a, more m where a.id = $1 returning id)
      insert into agent_revision (id, tenant_id, agent_id, number, document, digest, status, author_id, edited_by, approved_by, approved_at)
      select m.revision, r.tenant_id, m.id, 1, r.document, r.digest, r.status, r.author_id, r.edited_by, r.approved_by, r.approved_at from agent_revision r, more m where r.agent_id = $1 and r.number = 1`, [model]) // prettier-ignore
    const wide = { ...plan, name: 'A review of many', no_response: 'keep' }
    const seen = await previewCampaign(company.admin, wide)
    if (!seen.ok) throw new Error(JSON.stringify(seen.refusal))
    expect(seen.value.agents).toBe(301)
    await holder.query('begin')
    await holder.query('lock table review_item in share row exclusive mode')
    const many = await launchCampaign(company.admin, { ...wide, snapshot: seen.value.snapshot })
    if (!many.ok) throw new Error(JSON.stringify(many.refusal))
    expect(many.value).toMatchObject({ state: 'launching', progress: { total: 0, planned: 301 } })
    await until(`pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query ~ 'insert into review_item \\('`, [], 1)
    again.child.kill('SIGKILL')
    await again.exited
    await holder.query('rollback')
    await until(`review_gathering where campaign_id = $1`, [many.value.id], 301)
    expect(await count(items, many.value.id)).toBe(0)
    while ((await count('review_gathering where campaign_id = $1', many.value.id)) > 0) await openLaunched()
    await openLaunched()
    expect(await count(`(select distinct agent_id from ${items}) a`, many.value.id)).toBe(301)
    expect(await count(items, many.value.id)).toBe(301)
    expect(await count(`outbox where topic = 'review.opened' and key = $1`, many.value.id)).toBe(1)
    await Promise.all([owner.end(), holder.end()])
  })
})
