import { describe, expect, it } from 'vitest'
import { newId } from '@/lib/kernel/ids'
import type { Actor } from '../actor'
import { ROLES } from './contract'
import { decide } from './decide'
import { PERMISSIONS, type Permission } from './permissions'

const tenantId = newId<'tenant'>()
const names = Object.keys(PERMISSIONS) as Permission[]
const ruleOf = (name: Permission): { roles: readonly string[]; jobs: readonly string[]; root: boolean } => PERMISSIONS[name]

const person = (role: (typeof ROLES)[number]): Actor => ({ kind: 'person', tenantId, id: newId(), name: 'P', role, session: 's' })
const root: Actor = { kind: 'root', tenantId, id: 'root', name: 'root token' }
const others: Actor[] = [
  { kind: 'agent', tenantId, id: newId(), name: 'A' },
  { kind: 'point', tenantId, id: newId(), name: 'G' },
  { kind: 'job', tenantId, id: 'no.such_job', name: 'J' },
]

describe.each(names)('%s', (name) => {
  it('is for the roles and jobs that the table names, and for no other', () => {
    for (const role of ROLES) expect(decide(person(role), name, { tenantId }) === null, role).toBe(ruleOf(name).roles.includes(role))
    for (const actor of others) expect(decide(actor, name, { tenantId }), actor.kind).not.toBeNull()
    for (const id of ruleOf(name).jobs) expect(decide({ kind: 'job', tenantId, id, name: id }, name, { tenantId })).toBeNull()
    expect(decide(root, name, { tenantId }) === null).toBe(ruleOf(name).root)
  })

  it('[17] is never for another tenant’s, whoever asks', () => {
    const elsewhere = { tenantId: newId<'tenant'>() }
    for (const actor of [...ROLES.map(person), root, ...others]) expect(decide(actor, name, elsewhere)).toMatchObject({ reason: 'other_tenant' })
  })
})

it('the root token approves nothing, restores nothing and gives nobody a role', () => {
  const never = names.filter((name) => /approve|restore|change_role|recover|deactivate|mandate\.give/.test(name))
  expect(never.length).toBeGreaterThan(5)
  for (const name of never) expect(decide(root, name, { tenantId }), name).toMatchObject({ reason: 'root' })
})
