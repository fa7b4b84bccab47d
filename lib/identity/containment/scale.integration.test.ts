import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { ContainmentView } from '@/lib/guard/containment-view'
import type { AgentId } from '@/lib/kernel/ids'
import { makeStaff, type Staff } from '@/lib/testing/agents'
import { testDatabase } from '@/lib/testing/database'
import { makeBareAgents, makeHops, makeMandate } from '@/lib/testing/hops'
import { makePoint } from '@/lib/testing/points'
import { coversOf, halt, readSnapshot } from '.'

const AGENTS = Number(process.env.SOAK_AGENTS ?? 3_000)
const [LEVELS, FAN] = [6, 4]
const TREE = (FAN ** LEVELS - 1) / (FAN - 1)
const TIMEOUT_MS = 120_000 + AGENTS * 5

const database = await testDatabase()
let staff: Staff
let everyone: AgentId[]
/** The first of them: each passes on to four others, six levels deep. */
let tree: AgentId[]

beforeAll(async () => {
  openDatabase(database.authorityUrl)
  staff = await makeStaff()
  everyone = await makeBareAgents(staff, Array.from({ length: AGENTS }, (_, at) => `agent-${at}`))
  tree = everyone.slice(0, TREE)
  const mandateId = await makeMandate(staff, tree[0] as AgentId)
  const paths: AgentId[][] = []
  for (const [at, id] of tree.entries()) paths.push([...(at === 0 ? [] : (paths[Math.floor((at - 1) / FAN)] ?? [])), id])
  await makeHops(staff, paths.map((path) => ({ mandateId, path })))
}, TIMEOUT_MS)
afterAll(closeDatabase)

/** Who is stopped, as the token endpoint decides it and as an enforcement point does that reads a snapshot. */
async function stopped(): Promise<{ atIssue: Set<string>; atPoint: Set<string> }> {
  const point = await makePoint({ tenantId: staff.tenantId })
  const [atIssue, snapshot] = await hotTransaction('system', async (client) => [
    await coversOf(client, [staff.tenantId], everyone),
    await readSnapshot({ query: async (text, values = []) => (await client.query(text, [...values])).rows as never }, point),
  ] as const)
  const view = new ContainmentView()
  view.applySnapshot({ tenants: snapshot.map(({ tenant, epoch, covers }) => ({ tenant, epoch, covers })) })
  const epoch = view.epochOf(staff.tenantId) ?? 0
  const claims = (agent: AgentId) => ({ tenant: staff.tenantId, sub: staff.owner.id, act: { sub: agent }, client_id: agent, mandate: 'm', run_id: 'r', epoch })
  return { atIssue: new Set(atIssue), atPoint: new Set(everyone.filter((agent) => view.containedIn(claims(agent)) !== null)) }
}
async function halted(agentId: AgentId, grain: 'agent' | 'sub_tree'): Promise<number> {
  const ordered = await halt(staff.admin, { agentId, grain })
  return ordered.ok ? ordered.value.covered.agents.length + ordered.value.covered.more_agents : expect.fail(ordered.refusal.code)
}

describe(`[26] among ${AGENTS.toLocaleString('en')} agents`, () => {
  it('one that is halted is the only one whose decisions change, and then a sub-tree of 1,365, and nobody else', async () => {
    expect(TREE).toBe(1_365)
    expect(await stopped()).toEqual({ atIssue: new Set(), atPoint: new Set() })
    const one = everyone.at(-1) as AgentId
    expect(await halted(one, 'agent')).toBe(1)
    expect(await stopped()).toEqual({ atIssue: new Set([one]), atPoint: new Set([one]) })
    expect(await halted(tree[0] as AgentId, 'sub_tree')).toBe(TREE)
    const both = new Set([one, ...tree])
    expect(await stopped()).toEqual({ atIssue: both, atPoint: both })
  }, TIMEOUT_MS)
})
