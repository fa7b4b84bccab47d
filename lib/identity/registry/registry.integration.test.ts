import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { transaction } from '@/lib/db/transaction'
import { newId } from '@/lib/kernel/ids'
import { ok } from '@/lib/kernel/result'
import { agentKeyPair, documentFor, makeAgent, makeStaff, type Staff } from '@/lib/testing/agents'
import { testDatabase } from '@/lib/testing/database'
import { entriesOf, makePerson } from '@/lib/testing/people'
import { proofFor } from '@/lib/testing/proofs'
import { approveAgent, ensureShippedToolServers, getAgent, listAgents, listToolServers, registerAgent, registerToolServer } from '.'

const database = await testDatabase()
const register = registerAgent({ trustDomain: 'test.local' })
const gateway = { gatewayUrl: 'http://gateway.test' }
let staff: Staff
let strangers: Staff

beforeAll(async () => {
  openDatabase(database.authorityUrl)
  staff = await makeStaff()
  strangers = await makeStaff()
})
afterAll(closeDatabase)

const input = (name: string, over: Partial<ReturnType<typeof documentFor>> = {}) => ({
  document: documentFor(staff, { name, ...over }),
  public_key: agentKeyPair().publicJwk,
})
const fieldsOf = (result: Awaited<ReturnType<typeof register>>) => (!result.ok && result.refusal.code === 'invalid' ? result.refusal.fields : result)

describe('registering an agent', () => {
  it('makes it active with an approved first revision, and records it', async () => {
    const keys = agentKeyPair()
    const done = await register(staff.owner, { document: documentFor(staff, { name: 'first', sponsor: staff.admin.id }), public_key: keys.publicJwk })
    expect(done).toMatchObject({
      ok: true,
      value: {
        name: 'first', status: 'active', owner: { id: staff.owner.id }, sponsor: { id: staff.admin.id }, registered_by: staff.owner.name,
        revision: { number: 1, status: 'approved', approved_by: 'the rule for low and medium risk' },
        credentials: [{ alg: 'ES256', revoked_at: null }], may_approve: false, last_active_at: null, contained_by: [],
      },
    }) // prettier-ignore
    if (!done.ok) return
    const { id, client_id, spiffe_id, document, revision, credentials } = done.value
    expect([client_id, spiffe_id]).toEqual([id, `spiffe://test.local/agent/${id}`])
    expect(document).toMatchObject({ owner: staff.owner.id, sponsor: staff.admin.id })
    expect((await entriesOf(staff.tenantId)).at(-1)).toMatchObject({
      action: 'registry.agent.register', result: 'ok', subjectId: id, detail: { digest: revision.digest, kid: credentials[0]?.kid },
    }) // prettier-ignore
  })

  it('is by those who may, for people who are here and alive', async () => {
    expect(await register(staff.root, input('by-root'))).toMatchObject({ ok: true, value: { registered_by: 'root token' } })
    for (const actor of [staff.analyst, staff.auditor]) {
      expect(await register(actor, input(`by-${actor.role}`))).toMatchObject({ ok: false, refusal: { code: 'denied', reason: 'role' } })
      expect((await entriesOf(staff.tenantId)).at(-1)).toMatchObject({ action: 'registry.agent.register', result: 'denied', actorId: actor.id })
    }
    const gone = await makePerson(staff.tenantId, { role: 'owner', name: 'G. One' })
    await transaction(staff.tenantId, async (tx) => ok(await tx.person.update({ where: { id: gone.id }, data: { status: 'deactivated' } })))
    const nobodys = ['nobody@example.com', newId(), gone.email, gone.id, strangers.owner.email, strangers.owner.id, 'finance-team']
    for (const who of nobodys) {
      expect(fieldsOf(await register(staff.owner, input('x', { owner: who }))), who).toHaveProperty(['document.owner'])
      expect(fieldsOf(await register(staff.owner, input('x', { sponsor: who }))), who).toHaveProperty(['document.sponsor'])
    }
  })

  it('[8] takes no variant of an address for the person whose address it is', async () => {
    const [local, domain] = staff.owner.email.split('@') as [string, string]
    for (const variant of [`${local}@${domain.toUpperCase()}`, `${local}@${domain}.`, `${local}@\uff45xample.com`, `${local}@ex\u0430mple.com`, `${local}%@${domain}`])
      expect(fieldsOf(await register(staff.owner, input('variant', { owner: variant }))), variant).toHaveProperty(['document.owner'])
  })

  it('[8] refuses a name that is taken, and one that looks like it', async () => {
    await makeAgent(staff, { name: 'Invoice-Bot' })
    expect(fieldsOf(await register(staff.owner, input('Invoice-Bot')))).toEqual({ 'document.name': 'is taken' })
    for (const name of ['invoice-bot', 'lnvoice-Bot', 'Invoice_Bot', 'Invoice-B0t', '1nvoice.bot'])
      expect(fieldsOf(await register(staff.owner, input(name))), name).toEqual({ 'document.name': 'looks like `Invoice-Bot`, which exists' })
    expect(await register(strangers.owner, { document: documentFor(strangers, { name: 'Invoice-Bot' }), public_key: agentKeyPair().publicJwk })).toMatchObject({ ok: true })
  })

  it('lets one of twenty at once have a name', async () => {
    const names = ['twenty', 'tw3nty', 'TWENTY', 'Twenty']
    const all = await Promise.all(Array.from({ length: 20 }, (_, n) => register(staff.owner, input(names[n % 2 === 0 ? 0 : n % 4 === 1 ? 2 : 3] ?? 'twenty'))))
    expect(all.filter((one) => one.ok).length).toBe(1)
    for (const one of all) if (!one.ok) expect(one.refusal).toMatchObject({ code: 'invalid', fields: { 'document.name': expect.stringMatching(/taken|looks like/) } })
  })

  it('lets a key belong to one agent, of whichever tenant, however many ask at once', async () => {
    const { publicJwk } = agentKeyPair()
    const ours = Array.from({ length: 6 }, (_, n) => register(staff.owner, { document: documentFor(staff, { name: `same-key-${n}` }), public_key: publicJwk }))
    const theirs = Array.from({ length: 6 }, (_, n) => register(strangers.owner, { document: documentFor(strangers, { name: `same-key-${n}` }), public_key: publicJwk }))
    const all = await Promise.all([...ours, ...theirs])
    expect(all.filter((one) => one.ok).length).toBe(1)
    for (const one of all) if (!one.ok) expect(fieldsOf(one)).toEqual({ public_key: expect.stringContaining('another agent') })
  })

  it('[48] refuses a private key without keeping any of it', async () => {
    const { privateJwk } = agentKeyPair()
    const refused = await register(staff.owner, { document: documentFor(staff, { name: 'leaky' }), public_key: privateJwk })
    expect(fieldsOf(refused)).toEqual({ public_key: expect.stringContaining('private key') })
    const kept = await hotTransaction('system', (client) => client.query(`select count(*)::int as n from ledger_entry where detail::text like '%' || $1 || '%'`, [privateJwk.d]))
    expect(kept.rows[0].n).toBe(0)
  })

  it('resolves the agents it may delegate to by name or id, and names those that do not exist', async () => {
    const { agent: sub } = await makeAgent(staff, { name: 'sub-agent' })
    const done = await register(staff.owner, input('main-agent', { may_delegate_to: ['sub-agent', sub.id] }))
    expect(done).toMatchObject({ ok: true, value: { document: { may_delegate_to: [sub.id] }, delegates_to: [{ id: sub.id, name: 'sub-agent' }] } })
    const { agent: foreign } = await makeAgent(strangers, { name: 'foreign-agent' })
    expect(fieldsOf(await register(staff.owner, input('lost', { may_delegate_to: ['sub-agent', 'nobody', foreign.id, 'lost', 'Sub-Agent'] })))).toEqual({
      'document.may_delegate_to.1': 'names no agent here: `nobody`',
      'document.may_delegate_to.2': `names no agent here: \`${foreign.id}\``,
      'document.may_delegate_to.3': 'is this agent itself',
      'document.may_delegate_to.4': 'names no agent here: `Sub-Agent`',
    })
  })

  it('knows the tools of a server once the gateway has asked for them', async () => {
    const slug = `crm-${staff.tenantId.slice(-6)}`
    const tools = (...ids: string[]) => ids.map((tool_id) => ({ tool_id, mcp_server: slug }))
    expect(fieldsOf(await register(staff.owner, input('tooled', { tools: tools('read') })))).toEqual({ 'document.tools.0.mcp_server': `is not a registered tool server: \`${slug}\`` })
    const added = await registerToolServer(gateway)(staff.admin, { slug, title: 'CRM', transport: { kind: 'http', url: 'http://crm.internal/mcp' } })
    expect(added).toMatchObject({ ok: true, value: { slug, transport: 'http', resource: `http://gateway.test/mcp/${slug}`, tools: [], discovered_at: null } })
    expect(await register(staff.owner, input('tooled', { tools: tools('write', 'read') }))).toMatchObject({
      ok: true,
      value: { tools: 2, document: { tools: [{ tool_id: 'read', permissions: ['call'] }, { tool_id: 'write' }] } },
    })
    await transaction(staff.tenantId, async (tx) =>
      ok(await tx.toolServer.update({ where: { slug }, data: { tools: [{ name: 'read', title: 'Read', readOnly: true }], discoveredAt: new Date() } })),
    )
    expect(fieldsOf(await register(staff.owner, input('tooled-2', { tools: tools('read', 'write', 'read') })))).toEqual({
      'document.tools.1.tool_id': `is not a tool of \`${slug}\`: \`write\``,
      'document.tools.2': 'is listed twice',
    })
    expect(await listToolServers(gateway)(staff.auditor, {})).toMatchObject({ ok: true, value: [{ slug, tools: [{ name: 'read', title: 'Read', description: null, read_only: true }] }] })
    expect(await listToolServers(gateway)(strangers.auditor, {})).toEqual({ ok: true, value: [] })
    const again = await registerToolServer(gateway)(strangers.admin, { slug, title: 'Theirs', transport: { kind: 'http', url: 'http://crm.internal/mcp' } })
    expect(again).toMatchObject({ ok: false, refusal: { code: 'invalid', fields: { slug: 'is taken' } } })
  })

  it('[33] names the redirect address it refuses', async () => {
    expect(fieldsOf(await register(staff.owner, input('redirected', { redirect_uris: ['https://a.example/cb', 'JavaScript:alert(1)'] })))).toEqual({
      'document.redirect_uris.1': 'must be https, or http on this machine',
    })
  })

  it('refuses what is not in the document', async () => {
    const { document, public_key } = input('strict')
    for (const extra of [{ status: 'active' }, { id: newId() }, { tenantId: strangers.tenantId }, { spiffe_id: 'spiffe://x' }])
      expect(await register(staff.owner, { document: { ...document, ...extra }, public_key }), JSON.stringify(extra)).toMatchObject({ ok: false, refusal: { code: 'invalid' } })
    expect(await register(staff.owner, { document, public_key, state: 'active' })).toMatchObject({ ok: false, refusal: { code: 'invalid' } })
  })
})

describe('approving a draft', () => {
  it('is for somebody else than who registered it, on the document that they read', async () => {
    const draft = await register(staff.owner, input('dangerous', { risk_level: 'low', capabilities: [{ capability_id: 'pay', description: 'pays invoices', risk_level: 'critical' }] }))
    expect(draft).toMatchObject({ ok: true, value: { status: 'draft', risk_level: 'critical', revision: { status: 'draft', approved_by: null }, may_approve: false } })
    if (!draft.ok) return
    const agentId = draft.value.id
    const { digest } = draft.value.revision
    expect(await approveAgent(staff.owner, { agentId, digest })).toMatchObject({ ok: false, refusal: { code: 'separated', rule: 'not_the_one_who_registered' } })
    expect((await entriesOf(staff.tenantId)).at(-1)).toMatchObject({ action: 'registry.agent.approve', result: 'denied', reason: 'not_the_one_who_registered' })
    expect(await approveAgent(staff.analyst, { agentId, digest })).toMatchObject({ ok: false, refusal: { code: 'denied', reason: 'role' } })
    expect(await approveAgent(staff.root, { agentId, digest })).toMatchObject({ ok: false, refusal: { code: 'denied', reason: 'root' } })
    expect(await approveAgent(strangers.admin, { agentId, digest })).toMatchObject({ ok: false, refusal: { code: 'not_found' } })
    expect(await approveAgent(staff.admin, { agentId })).toMatchObject({ ok: false, refusal: { code: 'invalid' } })
    expect(await approveAgent(staff.admin, { agentId, digest: `sha-256:${'A'.repeat(43)}` })).toMatchObject({ ok: false, refusal: { code: 'conflict' } })
    expect(await getAgent(staff.admin, { agentId })).toMatchObject({ ok: true, value: { may_approve: true, status: 'draft' } })
    expect(await approveAgent(staff.admin, { agentId, digest })).toMatchObject({ ok: false, refusal: { code: 'proof_required', act: 'registry.agent.approve' } })
    const [first, second] = [await proofFor(approveAgent, staff.admin, { agentId, digest }), await proofFor(approveAgent, staff.admin, { agentId, digest })]
    const both = await Promise.all([first, second].map((proof) => approveAgent(staff.admin, { agentId, digest, proof: proof.ok ? proof.value : undefined })))
    expect(both.filter((one) => one.ok).length).toBe(1)
    expect(both.find((one) => !one.ok)).toMatchObject({ refusal: { code: 'wrong_state', state: 'without_a_draft' } })
    expect(await getAgent(staff.auditor, { agentId })).toMatchObject({ ok: true, value: { status: 'active', may_approve: false, revision: { status: 'approved', approved_by: staff.admin.name } } })
  })

  it('waits for a live owner', async () => {
    const leaving = await makePerson(staff.tenantId, { role: 'owner' })
    const draft = await register(staff.owner, input('orphan', { risk_level: 'high', sponsor: leaving.id }))
    await transaction(staff.tenantId, async (tx) => ok(await tx.person.update({ where: { id: leaving.id }, data: { status: 'deactivated' } })))
    expect(draft.ok && (await approveAgent(staff.admin, { agentId: draft.value.id, digest: draft.value.revision.digest }))).toMatchObject({ ok: false, refusal: { code: 'conflict' } })
  })
})

describe('the list', () => {
  let many: Staff
  const COUNT = 3_000
  beforeAll(async () => {
    many = await makeStaff()
    // Times repeat, so that the id has to break ties; every third was never active.
    await hotTransaction('system', async (client) => {
      await client.query(
        `with made as (
           insert into agent (id, tenant_id, name, name_key, spiffe_id, state, owner_id, sponsor_id, platform, purpose, risk_level, registered_by, next_review_at, created_at, last_active_at, updated_at)
           select gen.id, $1::uuid, 'agent-' || gen.n, 'agent-' || gen.n, 'spiffe://t/agent/' || gen.id,
             case when gen.n % 10 = 0 then 'draft' else 'active' end, case when gen.n % 2 = 0 then $2::uuid else $3::uuid end, $2::uuid,
             'custom', 'a purpose', case when gen.n % 5 = 0 then 'high' else 'low' end, 'root', now(), now() - (gen.n / 7) * interval '1 minute',
             case when gen.n % 3 = 0 then null else now() - (gen.n / 11) * interval '1 minute' end, now()
           from (select n, uuidv7() as id from generate_series(1, ${COUNT}) n) gen returning id)
         insert into agent_revision (id, tenant_id, agent_id, number, document, digest, status, author_id)
         select uuidv7(), $1::uuid, id, 1, '{"tools": [1, 2, 3]}', 'd', 'approved', 'root' from made`,
        [many.tenantId, many.owner.id, many.admin.id],
      )
    })
  }, 60_000)

  async function all(filter: Record<string, unknown>, between?: (page: number) => Promise<unknown>) {
    const items: { id: string; name: string; created_at: string; last_active_at: string | null }[] = []
    let cursor: string | undefined
    let pages = 0
    do {
      const page = await listAgents(many.auditor, { ...filter, cursor })
      if (!page.ok) throw new Error(JSON.stringify(page.refusal))
      items.push(...page.value.items)
      cursor = page.value.next ?? undefined
      pages++
      await between?.(pages)
    } while (cursor)
    return { items, pages }
  }

  it('pages over 3,000 agents exactly, in every order', async () => {
    for (const sort of ['name', 'newest', 'last_active'] as const) {
      const { items, pages } = await all({ sort, limit: 170 })
      expect([sort, items.length, new Set(items.map((one) => one.id)).size, pages]).toEqual([sort, COUNT, COUNT, 18])
      if (sort === 'newest') expect(items.every((one, n) => n === 0 || (items[n - 1]?.created_at ?? '') >= one.created_at)).toBe(true)
      if (sort === 'last_active') expect(items.every((one, n) => n === 0 || (items[n - 1]?.last_active_at ?? '') >= (one.last_active_at ?? ''))).toBe(true)
    }
  })

  it('is stable while agents are registered between its pages', async () => {
    const before = new Set((await all({ sort: 'name', limit: 200 })).items.map((one) => one.id))
    const { items } = await all({ sort: 'newest', limit: 200 }, (page) =>
      register(many.owner, { document: documentFor(many, { name: `between-${page}` }), public_key: agentKeyPair().publicJwk }),
    )
    const seen = items.map((one) => one.id)
    expect(new Set(seen).size).toBe(seen.length)
    expect([...before].every((id) => seen.includes(id))).toBe(true)
  })

  it('filters by what a person asks for', async () => {
    const count = async (filter: Record<string, unknown>) => (await all({ ...filter, limit: 200, q: filter.q ?? 'agent-' })).items.length
    expect(await count({ status: 'draft' })).toBe(300)
    expect(await count({ status: 'active' })).toBe(2_700)
    expect(await count({ status: 'quarantined' })).toBe(0)
    expect(await count({ risk: 'high' })).toBe(600)
    expect(await count({ person: many.admin.id })).toBe(1_500)
    expect(await count({ person: many.owner.id })).toBe(3_000)
    expect(await count({ person: many.auditor.id })).toBe(0)
    expect(await count({ platform: 'langchain' })).toBe(0)
    expect(await count({ q: 'NT-299' })).toBe(11)
    for (const wild of ['%', '_', '\\', 'agent_1']) expect(await count({ q: wild }), wild).toBe(0)
    const exact = await listAgents(many.auditor, { name: 'agent-29' })
    expect(exact.ok && exact.value.items.map((one) => one.name)).toEqual(['agent-29'])
  })

  it('shows as suspended what is contained, and not what was restored', async () => {
    const [one, other] = (await all({ name: 'agent-1' })).items.concat((await all({ name: 'agent-2' })).items)
    const orderId = newId<'containment_order'>()
    await hotTransaction('system', async (client) => {
      await client.query(
        `insert into containment_order (id, tenant_id, grain, mode, target_id, target_name, epoch, snapshot_digest, covered, ordered_by, ordered_by_kind, ordered_by_name, committed_at)
         values ($1, $2, 'agent', 'suspend', $3, 'agent-1', 1, 'd', '{}', $4, 'person', 'A. Dmin', now())`,
        [orderId, many.tenantId, one?.id, many.admin.id],
      )
      await client.query(
        `insert into containment_cover (order_id, tenant_id, kind, subject_id, epoch, lifted_epoch) values ($1, $2, 'agent', $3, 1, null), ($1, $2, 'agent', $4, 1, 2)`,
        [orderId, many.tenantId, one?.id, other?.id],
      )
    })
    expect((await all({ status: 'suspended' })).items.map((agent) => agent.name)).toEqual(['agent-1'])
    expect((await all({ status: 'active', name: 'agent-1' })).items).toEqual([])
    expect((await all({ name: 'agent-2' })).items).toMatchObject([{ status: 'active', tools: 3, live_delegations: 0 }])
    const page = await listAgents(many.auditor, { name: 'agent-1' })
    expect(page.ok && page.value.items[0]?.status).toBe('suspended')
  })

  it('[39] is of the actor’s own tenant', async () => {
    const foreign = (await all({ limit: 1, name: 'agent-3' })).items[0]
    expect(await getAgent(staff.admin, { agentId: foreign?.id })).toEqual({ ok: false, refusal: { code: 'not_found' } })
    const mine = await listAgents(staff.admin, { q: 'agent-3', limit: 200 })
    expect(mine.ok && mine.value.items.some((one) => one.id === foreign?.id)).toBe(false)
    expect(await listAgents(staff.admin, { person: many.owner.id })).toMatchObject({ ok: true, value: { items: [], next: null } })
  })

  it('[41] refuses filters and places that are not plain values of their kind', async () => {
    for (const field of ['q', 'status', 'risk', 'platform', 'person', 'name', 'cursor', 'limit', 'sort'])
      for (const value of [null, {}, { not: 'x' }, [], ['a'], true, '\u0000'])
        // `limit` is a number however it is written, so that null and true read as one.
        if (field !== 'limit' || (value !== null && value !== true))
          expect(await listAgents(many.auditor, { [field]: value }), `${field}=${JSON.stringify(value)}`).toMatchObject({ ok: false, refusal: { code: 'invalid' } })
    const page = await listAgents(many.auditor, { limit: 1, sort: 'name' })
    const cursor = page.ok ? page.value.next : null
    expect(await listAgents(many.auditor, { cursor, sort: 'newest' })).toMatchObject({ ok: false, refusal: { code: 'invalid', fields: { cursor: 'is not a place in this list' } } })
  })
})

describe('shipped tool servers', () => {
  it('are there once, however often and at once a company starts', async () => {
    await Promise.all([1, 2, 3].map(() => ensureShippedToolServers(strangers.tenantId)))
    await ensureShippedToolServers(strangers.tenantId)
    const servers = await listToolServers(gateway)(strangers.owner, {})
    expect(servers.ok && servers.value.map((one) => one.slug)).toEqual(['everything', 'files'])
    expect((await entriesOf(strangers.tenantId)).filter((one) => one.action === 'registry.tool_server.register').length).toBe(2)
  })
})
