import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, hotPool, openDatabase } from '@/lib/db/client'
import { LOCK } from '@/lib/db/locks'
import { hotTransaction } from '@/lib/db/hot'
import type { AgentId, DelegationId, MandateId } from '@/lib/kernel/ids'
import { makeStaff, type Staff } from '@/lib/testing/agents'
import { testDatabase } from '@/lib/testing/database'
import { hopRow, makeBareAgents, makeHops, makeMandate } from '@/lib/testing/hops'
import { coversOf, halt, holdContainment } from '.'

const INTERLEAVINGS = Number(process.env.SOAK_INTERLEAVINGS ?? 40)
const BATCHES_PER_HALT = 5
/** As many as they are: a soak runs ten thousand, on a machine that does other things. */
const TIMEOUT_MS = Math.max(300_000, INTERLEAVINGS * 300)

const database = await testDatabase()
let staff: Staff
beforeAll(async () => {
  openDatabase(database.authorityUrl, { prisma: 4, hot: BATCHES_PER_HALT + 2 })
  staff = await makeStaff()
})
afterAll(() => closeDatabase())

/** What every batch that issues tokens does: hold, read the covers of the whole chain, then insert. */
async function issue(mandateId: MandateId, path: AgentId[], parentId?: DelegationId): Promise<boolean> {
  return hotTransaction('system', async (client) => {
    const epochs = await holdContainment(client, [staff.tenantId])
    const covered = await coversOf(client, [staff.tenantId], path)
    if (covered.size > 0) return false
    const row = hopRow(staff.tenantId, staff.owner.id, { mandateId, path, ...(parentId ? { parentId } : {}), epoch: epochs.get(staff.tenantId) ?? 0 })
    await client.query(
      `insert into delegation (id, tenant_id, mandate_id, parent_id, agent_id, root_person_id, path, depth, audience, scopes_in, scopes, dropped, purpose, run_id,
         document_digest, epoch, token, issued_at, expires_at)
       values ($1, $2, $3, $11, $4, $5, $6, $7, 'a', '{}', '{}', '{}', 'p', 'r', 'd', $8, '{}', $9, $10)`,
      [row.id, row.tenantId, row.mandateId, row.agentId, row.rootPersonId, row.path, row.depth, row.epoch.toString(), row.issuedAt, row.expiresAt, row.parentId],
    )
    return true
  })
}

const aMoment = (ms: number) => new Promise((resolve) => setTimeout(resolve, Math.random() * ms))

describe('a halt against batches that issue', () => {
  it(
    `[21] covers every token whose batch committed before it, and none is issued after it (${INTERLEAVINGS} interleavings)`,
    async () => {
      const names = Array.from({ length: INTERLEAVINGS * 2 }, (_, n) => `raced-${n}`)
      const agents = await makeBareAgents(staff, names)
      const mandate = await makeMandate(staff, agents[0] as AgentId)
      const tops = agents.filter((_, n) => n % 2 === 0)
      const held = await makeHops(staff, tops.map((top) => ({ mandateId: mandate, path: [top], secondsLeft: 3_600 })))
      let before = 0
      let after = 0
      for (let n = 0; n < INTERLEAVINGS; n++) {
        const [top, below] = [agents[n * 2], agents[n * 2 + 1]] as [AgentId, AgentId]
        const spread = n % 4 // from all at once to a few milliseconds apart, some of them after the order was asked for
        const issued = Array.from({ length: BATCHES_PER_HALT }, async (_, k) => {
          await aMoment(spread * 6 + 6)
          return k % 2 ? issue(mandate, [top, below], held[n]) : issue(mandate, [top])
        })
        await aMoment(spread * 2)
        const ordered = await halt(staff.admin, { agentId: top, grain: 'agent' })
        const outcomes = await Promise.all(issued)
        if (!ordered.ok) throw new Error(ordered.refusal.code)
        before += outcomes.filter(Boolean).length
        after += outcomes.filter((done) => !done).length
        // The order counted what was live under its lock: one row more, and something was issued after it.
        const rows = await hotPool().query(`select count(*)::int as n from (select set_config('lanyard.tenant', 'system', false)) s, delegation where tenant_id = $1 and agent_id = any($2::uuid[])`, [staff.tenantId, [top, below]])
        expect(rows.rows[0].n).toBe(ordered.value.covered.live_tokens)
        expect(outcomes.filter(Boolean).length + 1).toBe(ordered.value.covered.live_tokens)
      }
      // Both happened, or nothing was raced.
      expect(before).toBeGreaterThan(0)
      expect(after).toBeGreaterThan(0)
    },
    TIMEOUT_MS,
  )

  it('is not starved by batches that never stop, and does not stop them for others', async () => {
    const [target, bystander] = (await makeBareAgents(staff, ['starved', 'bystander'])) as [AgentId, AgentId]
    const mandate = await makeMandate(staff, bystander)
    let stop = false
    let issued = 0
    const streams = Array.from({ length: BATCHES_PER_HALT }, async () => {
      while (!stop) if (await issue(mandate, [bystander])) issued++
    })
    await aMoment(100)
    const waits: number[] = []
    for (let n = 0; n < 20; n++) {
      const start = performance.now()
      expect(await halt(staff.admin, { agentId: target })).toMatchObject({ ok: true })
      waits.push(performance.now() - start)
    }
    stop = true
    await Promise.all(streams)
    expect(Math.max(...waits)).toBeLessThan(10_000)
    expect(issued).toBeGreaterThan(20)
  })

  it('is not held up by a batch whose process has stopped: its transaction is ended, and writes nothing', async () => {
    const [target] = (await makeBareAgents(staff, ['behind-a-stopped-one'])) as [AgentId]
    const client = await hotPool().connect()
    const lost = new Promise((resolve) => client.once('end', resolve))
    await client.query('begin')
    await client.query("select set_config('lanyard.tenant', 'system', true)")
    await holdContainment(client, [staff.tenantId])
    const start = performance.now()
    expect(await halt(staff.admin, { agentId: target })).toMatchObject({ ok: true })
    expect(performance.now() - start).toBeLessThan(5_000)
    await lost
    await expect(client.query('commit')).rejects.toThrow()
    client.release(true)
  })

  it('takes the locks of many tenants in one order, whoever names them how', async () => {
    const others = (await Promise.all([makeStaff(), makeStaff(), makeStaff()])).map(({ tenantId }) => tenantId)
    const shuffled = () => [...others, staff.tenantId].sort(() => Math.random() - 0.5)
    const held = await Promise.all(Array.from({ length: 40 }, () => hotTransaction('system', async (client) => (await holdContainment(client, shuffled())).size)))
    expect(new Set(held)).toEqual(new Set([4]))
    const locks = await hotPool().query('select count(*)::int as n from pg_locks where classid = $1 and database = (select oid from pg_database where datname = current_database())', [LOCK.containment])
    expect(locks.rows[0].n).toBe(0)
  })
})
