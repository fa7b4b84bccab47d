import { expect } from '@playwright/test'
import { createApi } from '@/lib/api/client'
import type { EventRow } from '@/lib/identity/ledger/contract'
import { Agent, CALLBACK } from './agent'
import { registerByCli, runCli } from './cli'
import { colleague } from './people'
import { ROOT_TOKEN, stack } from './stack'
import { test } from './story'
import { own } from './telling'

const ECHO = 'mcp:everything:echo'
const LONG = 'mcp:everything:trigger-long-running-operation'
const [LEAD, HELPER] = [own('real-lead'), own('real-helper')] as const
const words = (event: EventRow | undefined) => event?.sentence.map((part) => ('text' in part ? part.text : part.name)).join('')

/** The same journey as journey.spec.ts, without a browser: openid-client, the MCP SDK and the command. */
test('a person’s mandate, passed on and narrowed, used through the gateway, and stopped in flight', async () => {
  const person = await colleague('Rosa Real', 'owner')
  const owned = { owner: person.email, sponsor: person.email, purpose: 'tries the product the way its users do', redirect_uris: [CALLBACK] }
  const tools = [
    { mcp_server: 'everything', tool_id: 'echo' },
    { mcp_server: 'everything', tool_id: 'trigger-long-running-operation' },
    { mcp_server: 'everything', tool_id: 'get-sum' },
  ]
  const helper = await registerByCli({ ...owned, name: HELPER, tools })
  const lead = await registerByCli({ ...owned, name: LEAD, tools, may_delegate_to: [HELPER] })
  expect([lead.client_id, lead.spiffe_id]).toEqual([lead.id, `spiffe://lanyard.local/agent/${lead.id}`])

  const leader = await Agent.start(lead)
  const worker = await Agent.start(helper)
  const mandated = await leader.mandateFrom(person, [ECHO, LONG], 'everything', 'RC-1: see that it works')
  const passedOn = await worker.exchange(mandated, [ECHO, LONG], 'everything')

  const client = await worker.connect('everything', passedOn)
  expect(await client.callTool({ name: 'echo', arguments: { message: 'hello' } })).toMatchObject({ content: [{ text: 'Echo: hello' }] })

  // What nobody authorized is refused, with a reason that the agent can act on.
  const refused = await client.callTool({ name: 'get-sum', arguments: { a: 1, b: 2 } }).then(JSON.stringify, String)
  expect(refused).toContain('mcp:everything:get-sum')
  await expect(worker.exchange(mandated, ['mcp:everything:get-sum'], 'everything')).rejects.toMatchObject({ error: 'invalid_scope' })

  const running = client.callTool({ name: 'trigger-long-running-operation', arguments: { duration: 30, steps: 30 } }).then(JSON.stringify, String)
  await expect.poll(async () => (await events(helper.id)).some((event) => event.tool === 'trigger-long-running-operation' && !event.outcome)).toBe(true)

  const halted = JSON.parse((await runCli(['halt', 'agent', lead.id, '--reason', 'RC-1 is over', '--json'])).out) as {
    order_id: string
    epoch: number
    covered: { agents: { name: string }[]; calls_in_flight: number }
    receipts: { point: string; ms: number }[]
  }
  expect(halted.covered.agents.map(({ name }) => name)).toEqual([LEAD, HELPER])
  expect(halted.covered.calls_in_flight).toBe(1)
  expect(halted.receipts).toEqual([{ point: 'gateway', ms: expect.any(Number) }])
  expect(await running).toMatch(/halted|contained|suspended/i)

  await expect(client.callTool({ name: 'echo', arguments: { message: 'still there?' } })).rejects.toThrow()
  await expect(worker.exchange(mandated, [ECHO], 'everything')).rejects.toThrow()

  const found = await events(lead.id)
  const cut = found.find((event) => event.tool === 'trigger-long-running-operation')
  expect(words(cut)).toMatch(new RegExp(`${HELPER} called trigger-long-running-operation on everything for ${person.name} because “RC-1: see that it works”, through ${LEAD}: cut`))
  expect(found.find((event) => event.tool === 'get-sum')).toMatchObject({ result: 'denied' })
})

async function events(agent: string): Promise<EventRow[]> {
  const api = createApi({ origin: stack.issuer, token: ROOT_TOKEN })
  const page = await api.events.list({ agent: agent as never })
  if (!page.ok) throw new Error(page.refusal.code)
  return page.value.items
}
