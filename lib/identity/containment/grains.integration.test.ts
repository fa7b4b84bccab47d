import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ContainmentView } from '@/lib/guard/parts'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import type { AgentTokenClaims } from '@/lib/identity/authority'
import { makePerson } from '@/lib/testing/people'
import { testDatabase } from '@/lib/testing/database'
import { anyProof, makePoint } from '@/lib/testing/points'
import { withProof } from '@/lib/testing/proofs'
import { allowedCall, Workforce } from '@/lib/testing/workforce'
import { confirmHalt, halt, previewHalt, readSnapshot, recordCalls, requestHalt, restore, signRestore, type Point } from '.'
import type { Grain } from './contract'

const database = await testDatabase()
let point: Point
beforeAll(async () => {
  openDatabase(database.authorityUrl, { prisma: 12, hot: 8 })
  point = await makePoint()
})
afterAll(() => closeDatabase())

type Target = Record<string, string>
const TARGET: Record<Grain, (work: Workforce) => Target> = {
  run: ({ top }) => ({ agentId: top.id, runId: 'run-of-top' }),
  agent: ({ top }) => ({ agentId: top.id }),
  sub_tree: ({ top }) => ({ agentId: top.id }),
  owner: ({ staff }) => ({ ownerId: staff.owner.id }),
  tool: ({ files }) => ({ server: files, tool: 'write' }),
  tool_server: ({ files }) => ({ server: files }),
  platform: () => ({ platform: 'custom' }),
  tenant: () => ({}),
}
const WIDE: readonly Grain[] = ['owner', 'platform', 'tenant']
const GRAINS = Object.keys(TARGET) as Grain[]

async function value<T>(result: Promise<{ ok: true; value: T } | { ok: false; refusal: unknown }>): Promise<T> {
  const done = await result
  if (!done.ok) throw new Error(JSON.stringify(done.refusal))
  return done.value
}

/** Given as people would: at once, or asked for by one administrator and confirmed by another. */
async function order(work: Workforce, grain: Grain, over: Record<string, unknown> = {}): Promise<string> {
  const input = { grain, ...TARGET[grain](work), ...over }
  const preview = await value(previewHalt(work.staff.auditor, { grain, ...TARGET[grain](work) }))
  if (!WIDE.includes(grain)) return (await value(halt(work.staff.analyst, { ...input, snapshot: preview.snapshot_digest }))).order_id
  const asked = await value(requestHalt(work.staff.admin, { ...input, reason: 'a worm goes round', name: preview.target.name }))
  const second = await makePerson(work.staff.tenantId, { role: 'admin' })
  return (await value(withProof(confirmHalt, second, { requestId: asked.id, snapshot: asked.preview?.snapshot_digest }))).order_id
}

async function lift(work: Workforce, grain: Grain, orderId: string): Promise<void> {
  if (!WIDE.includes(grain)) return void (await value(withProof(restore, work.staff.owner, { orderId, reason: 'the cause was found' })))
  const owner = grain === 'owner' ? work.staff.owner : await makePerson(work.staff.tenantId, { role: 'admin' })
  let next = orderId
  for (const stage of ['read_only', 'full']) {
    const sign = { orderId: next, stage, incident_resolved: true, cause: 'a tool description said so' }
    await value(withProof(signRestore, owner, { ...sign, signed_as: 'owner' }))
    const reviewer = await makePerson(work.staff.tenantId, { role: 'admin' })
    const done = await value(withProof(signRestore, reviewer, { ...sign, signed_as: 'reviewer' }))
    next = done.followed_by ?? next
  }
}

/** What a point that read its snapshot now would say of a call with this token. */
async function atPoint(work: Workforce, claims: AgentTokenClaims, tool: string): Promise<string | null> {
  const view = new ContainmentView()
  const tenants = await hotTransaction('system', (client) => readSnapshot({ query: async <T>(sql: string, values?: unknown[]) => (await client.query(sql, values)).rows as T[] }, point))
  view.applySnapshot({ tenants })
  return view.containedIn(claims, { server: work.files, tool })?.kind ?? null
}
const recorded = async (work: Workforce, claims: AgentTokenClaims, tool: string): Promise<string | undefined> => {
  const kept = await recordCalls(point, [allowedCall(claims, work.files, tool)], anyProof())
  return kept.ok ? kept.value[0]?.status : kept.refusal.code
}

/** Whose tokens an order of the grain is over: of the one that it names, of those below it, of a bystander. */
const COVERED: Record<Grain, { below: boolean; other: boolean }> = {
  run: { below: true, other: false },
  agent: { below: true, other: false },
  sub_tree: { below: true, other: false },
  owner: { below: true, other: false },
  platform: { below: true, other: false },
  tool: { below: true, other: true },
  tool_server: { below: true, other: true },
  tenant: { below: true, other: true },
}

describe.each(GRAINS)('an order over one %s', (grain) => {
  it('stops what it covers at issue, in the record and at points, and nothing else; what is lifted leaves old tokens dead', async () => {
    const work = await Workforce.hire()
    const { top, below, other } = work
    const parent = await work.mustHave(top, 'authorization_code')
    const child = await work.mustHave(below, 'token_exchange', { parent })
    const aside = await work.mustHave(other, 'client_credentials')
    for (const claims of [parent, child, aside]) expect([await recorded(work, claims, 'write'), await atPoint(work, claims, 'write')]).toEqual(['recorded', null])

    const orderId = await order(work, grain)
    const covered = COVERED[grain]
    const said = async (claims: AgentTokenClaims) => [await recorded(work, claims, 'write'), await atPoint(work, claims, 'write')]
    expect(await said(parent)).toEqual(['contained', 'contained'])
    expect(await said(child)).toEqual(covered.below ? ['contained', 'contained'] : ['recorded', null])
    expect(await said(aside)).toEqual(covered.other ? ['contained', 'contained'] : ['recorded', null])

    const scopes = [`mcp:${work.files}:write`]
    for (const grant of ['authorization_code', 'refresh_token', 'client_credentials'] as const) expect(await work.token(top, grant, { scopes })).toBe('containment')
    expect(await work.token(below, 'token_exchange', { parent, scopes })).toBe('containment')
    expect(typeof (await work.token(other, 'client_credentials', { scopes }))).toBe(covered.other ? 'string' : 'object')

    await lift(work, grain, orderId)
    expect(await said(parent)).toEqual(['contained', 'token_older_than_order'])
    expect(await said(child)).toEqual(['contained', 'token_older_than_order'])
    expect(await work.token(below, 'token_exchange', { parent, scopes })).toBe('containment')
    const fresh = await work.mustHave(top, 'authorization_code', { scopes })
    expect(await said(fresh)).toEqual(['recorded', null])
    expect(await said(await work.mustHave(below, 'token_exchange', { parent: fresh, scopes }))).toEqual(['recorded', null])
  }, 60_000)
})

describe('what a grain leaves', () => {
  it('a run: the agent’s other runs', async () => {
    const work = await Workforce.hire()
    await work.mustHave(work.top, 'authorization_code')
    await order(work, 'run')
    const elsewhere = await work.mustHave(work.top, 'authorization_code', { run: 'another' })
    expect([await recorded(work, elsewhere, 'write'), await atPoint(work, elsewhere, 'write')]).toEqual(['recorded', null])
  })

  it('a tool: the server’s other tools, also with a token from before', async () => {
    const work = await Workforce.hire()
    const before = await work.mustHave(work.top, 'authorization_code')
    await order(work, 'tool')
    expect([await recorded(work, before, 'read'), await atPoint(work, before, 'read')]).toEqual(['recorded', null])
    expect((await work.mustHave(work.top, 'authorization_code')).scope).toBe(`mcp:${work.files}:read`)
  })

  it.each(['owner', 'platform'] as const)('an order over one %s stops an agent that is registered there a minute later', async (grain) => {
    const work = await Workforce.hire()
    await order(work, grain)
    const late = await work.hireAnother('late')
    expect(await work.token(late, 'client_credentials')).toBe('containment')
    expect(typeof (await work.token(work.other, 'client_credentials'))).toBe('object')
  })

  it('a company is not stopped by an order over another’s platform of that name', async () => {
    const [ours, theirs] = [await Workforce.hire(), await Workforce.hire()]
    await order(ours, 'platform')
    expect(typeof (await theirs.token(theirs.top, 'client_credentials'))).toBe('object')
  })
})
