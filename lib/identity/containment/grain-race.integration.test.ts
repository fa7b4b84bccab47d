import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import type { AgentTokenClaims, IssueRequest } from '@/lib/identity/authority'
import { makePerson, type TestPerson } from '@/lib/testing/people'
import { testDatabase } from '@/lib/testing/database'
import { proofFor } from '@/lib/testing/proofs'
import { Workforce } from '@/lib/testing/workforce'
import { confirmHalt, halt, previewHalt, requestHalt } from '.'
import type { Grain } from './contract'

/** The soak's number is shared out among the grains. */
const INTERLEAVINGS = Math.max(4, Math.ceil(Number(process.env.SOAK_INTERLEAVINGS ?? 32) / 8))
const LOOPS = 4
const TIMEOUT_MS = 120_000 + INTERLEAVINGS * 2_000

const database = await testDatabase()
beforeAll(() => openDatabase(database.authorityUrl, { prisma: 12, hot: 12 }))
afterAll(() => closeDatabase())

const TARGET: Record<Grain, (work: Workforce) => Record<string, string>> = {
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
type Grant = IssueRequest['grant']
const GRANTS: readonly Grant[] = ['authorization_code', 'refresh_token', 'client_credentials', 'token_exchange']

/** All that can be done before the moment itself: the raced call is the commit of the order. */
async function armed(work: Workforce, grain: Grain, second: TestPerson): Promise<() => Promise<string>> {
  const target = { grain, ...TARGET[grain](work) }
  if (!WIDE.includes(grain))
    return async () => {
      const ordered = await halt(work.staff.admin, target)
      if (!ordered.ok) throw new Error(ordered.refusal.code)
      return ordered.value.order_id
    }
  const preview = await previewHalt(work.staff.admin, target)
  if (!preview.ok) throw new Error(preview.refusal.code)
  const asked = await requestHalt(work.staff.admin, { ...target, reason: 'raced in a test', name: preview.value.target.name })
  if (!asked.ok) throw new Error(asked.refusal.code)
  const input = { requestId: asked.value.id, snapshot: preview.value.snapshot_digest }
  const proof = await proofFor(confirmHalt, second, input)
  if (!proof.ok) throw new Error(proof.refusal.code)
  return async () => {
    const done = await confirmHalt(second, { ...input, proof: proof.value })
    if (!done.ok) throw new Error(JSON.stringify(done.refusal).slice(0, 300))
    return done.value.order_id
  }
}

const epochOf = (orderId: string): Promise<number> =>
  hotTransaction('system', async (client) => Number((await client.query<{ epoch: string }>('select epoch from containment_order where id = $1', [orderId])).rows[0]?.epoch))

describe.each(Object.keys(TARGET) as Grain[])('an order over one %s against an agent that asks on every grant all the time', (grain) => {
  it(
    `[21] is after every token that was issued, and none is issued after it (${INTERLEAVINGS} interleavings)`,
    async () => {
      const tallies = { before: 0, after: 0 }
      for (let n = 0; n < INTERLEAVINGS; n++) {
        const work = await Workforce.hire()
        const second = await makePerson(work.staff.tenantId, { role: 'admin' })
        // The tool race asks for that tool alone: with others beside it a token without it is right.
        const scopes = [`mcp:${work.files}:write`]
        const parent = await work.mustHave(work.top, 'authorization_code', { scopes })
        const give = await armed(work, grain, second)
        const issued: AgentTokenClaims[] = []
        let stop = false
        const ask = async (grant: Grant) => {
          const token = await work.token(grant === 'token_exchange' ? work.below : work.top, grant, { parent, scopes })
          if (typeof token === 'string') tallies.after++
          else issued.push(token)
        }
        const loops = Array.from({ length: LOOPS }, async (_, k) => {
          for (let step = k; !stop; step++) await ask(GRANTS[step % GRANTS.length] as Grant)
        })
        await new Promise((resolve) => setTimeout(resolve, 3 + (n % 5) * 4))
        const orderId = await give()
        await new Promise((resolve) => setTimeout(resolve, 10))
        stop = true
        await Promise.all(loops)
        const epoch = await epochOf(orderId)
        // A token that knows of the order was issued after it.
        expect(issued.filter((token) => token.epoch >= epoch)).toEqual([])
        tallies.before += issued.length
        for (const grant of GRANTS) await ask(grant)
        expect(issued.filter((token) => token.epoch >= epoch)).toEqual([])
      }
      // Both happened, or nothing was raced.
      expect(tallies.before).toBeGreaterThan(0)
      expect(tallies.after).toBeGreaterThan(0)
    },
    TIMEOUT_MS,
  )
})
