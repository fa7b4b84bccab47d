import { decodeJwt } from 'jose'
import * as oidc from 'openid-client'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { confirmHalt, expireOrders, halt, previewHalt, requestHalt } from '@/lib/identity/containment'
import type { Grain } from '@/lib/identity/containment/contract'
import { makeStaff, type Staff } from '@/lib/testing/agents'
import { startAuthorizationServer, type AuthorizationServer } from '@/lib/testing/authorization-server'
import { Browser } from '@/lib/testing/browser'
import { testDatabase } from '@/lib/testing/database'
import { ACCESS_TOKEN, CALLBACK, EXCHANGE, FILES, oauthAgent, post, standing, tokenRequest, type OAuthAgent } from '@/lib/testing/oauth-agent'
import { makePerson } from '@/lib/testing/people'
import { proofFor } from '@/lib/testing/proofs'
import { makeToolServers } from '@/lib/testing/tool-servers'

const db = await testDatabase()
const READ = 'mcp:files:read_file'
const PLATFORM = 'raced'
/** More under soak. */
const ROUNDS = Number(process.env.SOAK_HALTS ?? 1)
const CODES = 6
let one: AuthorizationServer
let two: AuthorizationServer
let staff: Staff

beforeAll(async () => {
  openDatabase(db.authorityUrl, { prisma: 8, hot: 16 })
  one = await startAuthorizationServer()
  two = await startAuthorizationServer(one)
  staff = await makeStaff()
  await makeToolServers(staff, ['files'])
})
afterAll(async () => {
  await Promise.all([one.close(), two.close()])
  await closeDatabase()
})

const TARGET: Record<Grain, (top: OAuthAgent, run: string) => Record<string, string>> = {
  run: (top, run) => ({ agentId: top.id, runId: run }),
  agent: (top) => ({ agentId: top.id }),
  sub_tree: (top) => ({ agentId: top.id }),
  owner: () => ({ ownerId: staff.owner.id }),
  tool: () => ({ server: 'files', tool: 'read_file' }),
  tool_server: () => ({ server: 'files' }),
  platform: () => ({ platform: PLATFORM }),
  tenant: () => ({}),
}

/** All but the last step of giving the order; what it returns is the step that is raced. */
async function armed(target: Record<string, string>, grain: Grain): Promise<() => Promise<string>> {
  if (!['owner', 'platform', 'tenant'].includes(grain))
    return async () => {
      const ordered = await halt(staff.admin, { grain, ...target })
      if (!ordered.ok) throw new Error(JSON.stringify(ordered.refusal))
      return ordered.value.order_id
    }
  const preview = await previewHalt(staff.admin, { grain, ...target })
  const asked = preview.ok && (await requestHalt(staff.admin, { grain, ...target, reason: 'a race', name: preview.value.target.name }))
  if (!asked || !asked.ok || !asked.value.preview) throw new Error('the order was not asked for')
  const second = await makePerson(staff.tenantId, { role: 'admin' })
  const input = { requestId: asked.value.id, snapshot: asked.value.preview.snapshot_digest }
  const proof = await proofFor(confirmHalt, second, input)
  if (!proof.ok) throw new Error(proof.refusal.code)
  return async () => {
    const done = await confirmHalt(second, { ...input, proof: proof.value })
    if (!done.ok) throw new Error(JSON.stringify(done.refusal).slice(0, 300))
    return done.value.order_id
  }
}

/** Consent in a browser; the parameters that redeem its code. */
async function consented(agent: OAuthAgent): Promise<Record<string, string>> {
  one.consent.now = { person: staff.analyst }
  const code_verifier = oidc.randomPKCECodeVerifier()
  const url = oidc.buildAuthorizationUrl(agent.config, { redirect_uri: CALLBACK, scope: READ, resource: FILES, code_challenge: await oidc.calculatePKCECodeChallenge(code_verifier), code_challenge_method: 'S256' })
  const { url: callback } = await new Browser().follow(url, (at) => at.href.startsWith(CALLBACK))
  return { grant_type: 'authorization_code', code: callback.searchParams.get('code') as string, code_verifier, redirect_uri: CALLBACK }
}

/** Its time is over, so that the next grain has agents to race. */
async function end(orderId: string): Promise<void> {
  const owner = new pg.Client(db.ownerUrl)
  await owner.connect()
  await owner.query('update containment_order set until = now() where id = $1', [orderId])
  await owner.end()
  await expireOrders()
}

describe.each(Object.keys(TARGET) as Grain[])('an order over one %s, on two servers of one issuer', (grain) => {
  it('[21] is after every token of every grant, and before none', { timeout: 60_000 + ROUNDS * 60_000 }, async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const below = await oauthAgent(one, staff, { tools: ['files:read_file'], platform: PLATFORM })
      const top = await oauthAgent(one, staff, { tools: ['files:read_file'], platform: PLATFORM, may_delegate_to: [below.id] })
      await standing(staff, top, [READ])
      const codes: Record<string, string>[] = []
      for (let n = 0; n < CODES; n++) codes.push(await consented(top))
      const issued: number[] = []
      let refused = 0
      const ask = async (lane: number, agent: OAuthAgent, params: Record<string, string>): Promise<Record<string, unknown> | null> => {
        const { body, headers } = await tokenRequest(one, agent, params)
        const answer = await post((lane % 2 === 0 ? one : two).address, '/oauth/token', body, headers)
        if (answer.status === 200) issued.push(Number(decodeJwt(String(answer.body['access_token']))['epoch']))
        else refused++
        return answer.status === 200 ? answer.body : null
      }
      const first = await ask(0, top, codes.pop() as Record<string, string>)
      const root = String(first?.['access_token'])
      const give = await armed(TARGET[grain](top, String(decodeJwt(root)['run_id'])), grain)

      let halted = false
      const loop = async (step: () => Promise<unknown>) => {
        for (let after = 0; after < 2; await step()) if (halted) after++
      }
      let refresh = String(first?.['refresh_token'])
      const lanes = [
        ...[0, 1].map((lane) => loop(() => ask(lane, top, { grant_type: 'client_credentials' }))),
        ...[2, 3].map((lane) => loop(() => ask(lane, below, { grant_type: EXCHANGE, subject_token: root, subject_token_type: ACCESS_TOKEN }))),
        loop(async () => {
          const next = await ask(4, top, { grant_type: 'refresh_token', refresh_token: refresh })
          if (next?.['refresh_token']) refresh = String(next['refresh_token'])
        }),
        loop(async () => {
          // Two at the latest are left for after the order.
          const code = halted || codes.length > 2 ? codes.pop() : undefined
          if (code) await ask(5, top, code)
          else await new Promise((resolve) => setTimeout(resolve, 5))
        }),
      ]
      const over = Promise.all(lanes)
      over.catch(() => undefined) // looked at below, where the order itself did not fail
      const orderId = await (async () => {
        while (issued.length < 8) await new Promise((resolve) => setTimeout(resolve, 1))
        return give()
      })().finally(() => (halted = true))
      await over
      const epoch = await hotTransaction('system', async (client) => Number((await client.query<{ epoch: string }>('select epoch from containment_order where id = $1', [orderId])).rows[0]?.epoch))
      expect(issued.filter((knows) => knows >= epoch)).toEqual([])
      // Each lane asked at least once after the order was known to be given.
      expect(refused).toBeGreaterThanOrEqual(lanes.length)
      await end(orderId)
    }
  })
})
