import { verifyAgentCardSignature, type AgentCard as SdkCard } from '@a2a-js/sdk'
import { createLocalJWKSet, decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { halt } from '@/lib/identity/containment'
import { getCard, publishCard, withdrawCard } from '@/lib/identity/registry'
import { newId } from '@/lib/kernel/ids'
import { openKeyRing, type KeyRing } from '@/lib/keys'
import { makeAgent, makeStaff, type Staff } from '@/lib/testing/agents'
import { testDatabase } from '@/lib/testing/database'
import { entriesOf } from '@/lib/testing/people'
import { a2aRoutes } from './routes'

const issuer = 'https://lanyard.test'
const url = 'https://invoices.test/a2a'
const database = await testDatabase()
let keys: KeyRing
let staff: Staff
let strangers: Staff
let app: ReturnType<typeof a2aRoutes>

beforeAll(async () => {
  openDatabase(database.authorityUrl)
  keys = await openKeyRing(database.keyEncryptionKey, () => undefined)
  staff = await makeStaff()
  strangers = await makeStaff()
  app = a2aRoutes({ issuer, signer: keys })
})
afterAll(async () => {
  await keys.close()
  await closeDatabase()
})

const [get, publish, withdraw] = [getCard({ issuer }), publishCard({ issuer }), withdrawCard({ issuer })]
const asked = (agentId: string, headers: Record<string, string> = {}) => app.request(`/a2a/${agentId}/.well-known/agent-card.json`, { headers })
const statusOf = async (agentId: string) => (await asked(agentId)).status

it('is public when who answers for the agent says so, and not before; withdrawn, it is gone', async () => {
  const { agent } = await makeAgent(staff, { name: `invoices-${newId<'agent'>().slice(-6)}` })
  const agentId = agent.id
  expect([agent.status, await statusOf(agentId), await statusOf(newId<'agent'>()), await statusOf('nobody')]).toEqual(['active', 404, 404, 404])
  expect(await get(staff.auditor, { agentId })).toMatchObject({ ok: true, value: { published_at: null, served: false, url: null, may_change: false, card: { name: agent.name, supportedInterfaces: [] } } })

  expect(await publish(staff.analyst, { agentId, url })).toMatchObject({ refusal: { code: 'denied' } })
  expect(await publish(strangers.admin, { agentId, url })).toMatchObject({ refusal: { code: 'not_found' } })
  expect(await get(strangers.admin, { agentId })).toMatchObject({ refusal: { code: 'not_found' } })
  for (const bad of [undefined, 'javascript:alert(1)', 'http://example.test/a2a', 'https://user@example.test/', 'https://example.test/#x']) expect(await publish(staff.owner, { agentId, url: bad }), bad).toMatchObject({ refusal: { code: 'invalid', fields: { url: expect.any(String) } } })
  expect(await statusOf(agentId)).toBe(404)

  expect(await publish(staff.owner, { agentId, url })).toMatchObject({ ok: true, value: { served: true, url, address: `${issuer}/a2a/${agentId}/.well-known/agent-card.json` } })
  expect((await entriesOf(staff.tenantId)).at(-1)).toMatchObject({ action: 'registry.card.publish', actorId: staff.owner.id, subjectId: agentId, detail: { url } })
  expect(await statusOf(agentId)).toBe(200)

  expect(await withdraw(staff.admin, { agentId })).toMatchObject({ ok: true, value: { served: false, published_at: null, url } })
  expect(await statusOf(agentId)).toBe(404)
  expect(await withdraw(staff.admin, { agentId })).toMatchObject({ refusal: { code: 'wrong_state' } })
  expect(await publish(staff.owner, { agentId })).toMatchObject({ ok: true, value: { served: true, url } }) // as before
})

it('is signed by the issuer, verified by another library, and tells nothing that is not for others', async () => {
  const capabilities = [{ capability_id: 'read-invoice', description: 'Reads an invoice', risk_level: 'high' as const }]
  const { agent } = await makeAgent(staff, { name: `reader-${newId<'agent'>().slice(-6)}`, capabilities, data_access: [{ resource: 'ledger-db', access_type: 'read', sensitivity: 'restricted' }], accountability: { deployer: 'Example Ltd' } })
  const { digest } = agent.revision
  if (agent.status !== 'active') {
    const { approveAgent } = await import('@/lib/identity/registry')
    const { withProof } = await import('@/lib/testing/proofs')
    expect(await withProof(approveAgent, staff.admin, { agentId: agent.id, digest })).toMatchObject({ ok: true })
  }
  expect(await publish(staff.owner, { agentId: agent.id, url })).toMatchObject({ ok: true })
  const answer = await asked(agent.id)
  expect([answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual(['application/json', 'public, no-cache'])
  const text = await answer.text()
  // As it came: made into the library's own objects, it canonicalizes a card without its security schemes.
  const card = JSON.parse(text) as SdkCard
  expect(card).toMatchObject({ name: agent.name, version: '1', provider: { organization: 'Example Ltd' }, supportedInterfaces: [{ url, protocolVersion: '1.0' }], skills: [{ id: 'read-invoice' }] })
  for (const inside of [staff.owner.email, staff.owner.id, 'ledger-db', 'restricted', 'high', digest, staff.tenantId]) expect(text).not.toContain(inside)

  const published = createLocalJWKSet(await keys.publicKeys())
  const verify = verifyAgentCardSignature(async (kid, jku) => {
    expect(jku).toBe(`${issuer}/oauth/jwks`)
    return published({ kid, alg: 'ES256' })
  })
  await verify(card)
  vi.spyOn(console, 'debug').mockReturnValue() // where the library tells why
  await expect(verify({ ...card, description: 'pays anybody' })).rejects.toThrow('No valid signatures')
  expect(decodeProtectedHeader(card.signatures[0] ?? {})).toMatchObject({ alg: 'ES256', typ: 'JOSE' })

  const etag = answer.headers.get('etag') ?? ''
  const again = await asked(agent.id, { 'if-none-match': `"other", ${etag}` })
  expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, ''])
  expect((await asked(agent.id, { 'if-none-match': '"other"' })).status).toBe(200)

  expect(await halt(staff.admin, { agentId: agent.id })).toMatchObject({ ok: true })
  expect(await statusOf(agent.id)).toBe(404)
  expect(await get(staff.owner, { agentId: agent.id })).toMatchObject({ ok: true, value: { served: false, agent: { status: 'suspended' }, published_at: expect.any(String) } })
})
