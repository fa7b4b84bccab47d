import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { newId } from '@/lib/kernel/ids'
import { testDatabase } from '@/lib/testing/database'
import type { Actor } from '../actor'
import { getOverview } from '../overview'
import { getChain } from './get-chain'
import { getSequence } from './get-sequence'

const database = await testDatabase()
const tenantId = newId<'tenant'>()
const person = newId<'person'>()
const planner = newId<'agent'>()
const worker = newId<'agent'>()
const mandate = newId<'mandate'>()
const first = newId<'delegation'>()
const second = newId<'delegation'>()
const auditor: Actor = { kind: 'person', tenantId, id: person, name: 'M. Ito', role: 'auditor', session: 's' }
const stranger: Actor = { ...auditor, tenantId: newId<'tenant'>() }

let owner: pg.Client
beforeAll(async () => {
  openDatabase(database.authorityUrl)
  owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  await owner.query(`insert into tenant (id, slug, name, kind) values ($1, 'one', 'One', 'company')`, [tenantId])
  await owner.query(`insert into person (id, tenant_id, email, name, role) values ($1, $2, 'm@ito.example', 'M. Ito', 'owner')`, [person, tenantId])
  for (const [id, name] of [[planner, 'planner'], [worker, 'worker']])
    await owner.query(
      `insert into agent (id, tenant_id, name, name_key, spiffe_id, state, owner_id, sponsor_id, platform, purpose, risk_level, registered_by, next_review_at)
       values ($1, $2, $3, $3, $4, 'active', $5, $5, 'custom', 'plans things', 'low', 'x', now())`,
      [id, tenantId, name, `spiffe://t/agent/${id}`, person],
    )
  await owner.query(
    `insert into mandate (id, tenant_id, kind, person_id, agent_id, purpose, scopes, expires_at) values ($1, $2, 'person', $3, $4, 'FIN-212', '{mcp:files:read_file,mcp:files:list}', now() + interval '1 hour')`,
    [mandate, tenantId, person, planner],
  )
  const hop = (id: string, parent: string | null, agent: string, path: string[], scopesIn: string[], scopes: string[], dropped: string[]) =>
    owner.query(
      `insert into delegation (id, tenant_id, mandate_id, parent_id, agent_id, root_person_id, path, depth, audience, scopes_in, scopes, dropped, purpose, run_id, document_digest, epoch, token, issued_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, 'http://g/mcp/files', $9, $10, $11, 'FIN-212', 'jkt', 'sha-256:x', 3, $12, now(), now() + interval '5 minutes')`,
      [id, tenantId, mandate, parent, agent, person, path, path.length, scopesIn, scopes, dropped, JSON.stringify({ jti: id, scope: scopes.join(' ') })],
    )
  await hop(first, null, planner, [planner], ['mcp:files:read_file', 'mcp:files:list'], ['mcp:files:read_file', 'mcp:files:list'], [])
  await hop(second, first, worker, [planner, worker], ['mcp:files:read_file', 'mcp:files:list'], ['mcp:files:read_file'], ['mcp:files:list'])
})
afterAll(async () => {
  await owner.end()
  await closeDatabase()
})

describe('the chain of a hop', () => {
  it('starts at the human and shows what each hop kept and dropped', async () => {
    const chain = await getChain(auditor, { delegationId: second })
    expect(chain).toMatchObject({
      ok: true,
      value: {
        autonomous: false,
        nodes: [{ kind: 'person', name: 'M. Ito' }, { name: 'planner', status: 'active' }, { name: 'worker' }],
        edges: [
          { id: first, from: person, to: planner, dropped: [], ended: null },
          { id: second, from: planner, to: worker, dropped: ['mcp:files:list'], claims: { jti: second, scope: 'mcp:files:read_file' } },
        ],
        mandate: { purpose: 'FIN-212', kind: 'person' },
      },
    })
  })

  it('[39] is not found from another tenant', async () => {
    expect(await getChain(stranger, { delegationId: second })).toEqual({ ok: false, refusal: { code: 'not_found' } })
  })

  it('is one task, whose calls stand in the order in which they were made, whichever agent made them', async () => {
    const call = async (agent: string, chain: string[], delegation: string, seconds: number) => {
      const id = newId<'ledger_entry'>()
      await owner.query(
        `insert into ledger_entry (id, tenant_id, occurred_at, action, result, actor_kind, actor_id, actor_name, root_person_id, agent_id, chain, delegation_id, tool_server, tool)
         values ($1, $2, now() + $3 * interval '1 second', 'tool.call', 'allowed', 'agent', $4::uuid::text, 'a', $5, $4, $6, $7, 'files', 'read_file')`,
        [id, tenantId, seconds, agent, person, chain, delegation],
      )
      return id
    }
    const late = await call(planner, [planner], first, 3)
    const early = await call(worker, [planner, worker], second, 1)
    const between = await call(planner, [planner], first, 2)
    for (const delegationId of [first, second]) {
      const sequence = await getSequence(auditor, { delegationId })
      expect(sequence).toMatchObject({ ok: true, value: { root: { id: person, name: 'M. Ito' }, delegation_id: first, purpose: 'FIN-212', truncated: false } })
      expect(sequence.ok && sequence.value.events.map(({ id, chain }) => [id, chain.at(-1)?.name])).toEqual([[early, 'worker'], [between, 'planner'], [late, 'planner']])
    }
    expect(await getSequence(stranger, { delegationId: second })).toEqual({ ok: false, refusal: { code: 'not_found' } })
  })

  it('is cut at every hop below a halted agent, with who and when', async () => {
    const order = newId<'containment_order'>()
    await owner.query(
      `insert into containment_order (id, tenant_id, grain, mode, target_id, target_name, epoch, snapshot_digest, covered, ordered_by, ordered_by_kind, ordered_by_name, committed_at)
       values ($1, $2, 'agent', 'suspend', $3, 'planner', 4, 'd', '{}', 'a', 'person', 'A. Admin', now())`,
      [order, tenantId, planner],
    )
    await owner.query(`insert into containment_cover (order_id, tenant_id, kind, subject_id, epoch) values ($1, $2, 'agent', $3, 4)`, [order, tenantId, planner])
    const chain = await getChain(auditor, { delegationId: second })
    if (!chain.ok) throw new Error(chain.refusal.code)
    expect(chain.value.nodes.map((node) => node.status)).toEqual([undefined, 'suspended', 'active'])
    expect(chain.value.edges.map((edge) => edge.ended?.reason)).toEqual(['planner was halted by A. Admin', 'planner was halted by A. Admin'])
    expect(chain.value.halts).toMatchObject([{ order_id: order, agent_id: planner, by: 'A. Admin', lifted: null }])
  })

  it('is what the overview counts', async () => {
    expect(await getOverview(auditor, {})).toMatchObject({
      ok: true,
      value: { agents: { total: 2, active: 1, suspended: 1, mine: 2 }, live_delegations: 0, live_mandates: 1, people: 1, orders_in_force: 1, last_halt_ms: null },
    })
  })
})
