import { generateKeyPairSync } from 'node:crypto'
import type { Role } from '@/lib/identity/access/contract'
import type { Actor } from '@/lib/identity/actor'
import { registerAgent } from '@/lib/identity/registry'
import type { AgentView, IdentityDocumentInput, PublicJwk } from '@/lib/identity/registry/contract'
import type { TenantId } from '@/lib/kernel/ids'
import { makePerson, makeTenant, type TestPerson } from './people'

export type Staff = { tenantId: TenantId; root: Actor } & Record<Role, TestPerson>

/** A company of the test's own, with one person in each role and its root token. */
export async function makeStaff(): Promise<Staff> {
  const tenantId = await makeTenant()
  const person = (role: Role) => makePerson(tenantId, { role, name: `${role} of ${tenantId.slice(-4)}` })
  return {
    tenantId,
    root: { kind: 'root', tenantId, id: 'root', name: 'root token' },
    admin: await person('admin'),
    owner: await person('owner'),
    analyst: await person('analyst'),
    auditor: await person('auditor'),
  }
}

export type AgentKeyPair = { publicJwk: PublicJwk; privateJwk: Record<string, unknown> }

/** A fresh ES256 key. */
export function agentKeyPair(): AgentKeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { publicJwk: publicKey.export({ format: 'jwk' }) as PublicJwk, privateJwk: privateKey.export({ format: 'jwk' }) as Record<string, unknown> }
}

/** An identity document that registers: owned and sponsored by the company's owner, with low risk. */
export const documentFor = (staff: Staff, over: Partial<IdentityDocumentInput> & { name: string }): IdentityDocumentInput => ({
  owner: staff.owner.email,
  sponsor: staff.owner.email,
  purpose: 'answers invoices for the finance team',
  ...over,
})

/** An agent registered by its owner through the verb, and the key that it authenticates with. */
export async function makeAgent(staff: Staff, over: Partial<IdentityDocumentInput> & { name: string }): Promise<{ agent: AgentView; keys: AgentKeyPair }> {
  const keys = agentKeyPair()
  const registered = await registerAgent({ trustDomain: 'test.local' })(staff.owner, { document: documentFor(staff, over), public_key: keys.publicJwk })
  if (!registered.ok) throw new Error(JSON.stringify(registered.refusal))
  return { agent: registered.value, keys }
}
