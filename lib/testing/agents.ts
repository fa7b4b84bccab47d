import type { Role } from '@/lib/identity/access/contract'
import type { Actor } from '@/lib/identity/actor'
import { registerAgent } from '@/lib/identity/registry'
import type { AgentView, IdentityDocumentInput, PublicJwk } from '@/lib/identity/registry/contract'
import type { TenantId } from '@/lib/kernel/ids'
import { p256KeyPair } from '@/lib/kernel/key-pair'
import { makeCompany, type TestPerson } from './people'

export type Staff = { tenantId: TenantId; root: Actor } & Record<Role, TestPerson>

/** A company of the test's own, with one person in each role and its root token. */
export async function makeStaff(): Promise<Staff> {
  const { tenantId, people } = await makeCompany((id) => {
    const named = (role: Role) => ({ role, name: `${role} of ${id.slice(-4)}` })
    return { admin: named('admin'), owner: named('owner'), analyst: named('analyst'), auditor: named('auditor') }
  })
  return { tenantId, root: { kind: 'root', tenantId, id: 'root', name: 'root token' }, ...people }
}

export type AgentKeyPair = { publicJwk: PublicJwk; privateJwk: Record<string, unknown> }

/** A fresh ES256 key. */
export function agentKeyPair(): AgentKeyPair {
  const { publicKey, privateKey } = p256KeyPair()
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
