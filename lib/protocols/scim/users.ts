import { deactivatePerson, findPeople, provisionPerson, synchronisePerson, type ProvisionedPerson } from '@/lib/identity/access'
import type { Resource } from './answers'
import { refuseAs, USER } from './attributes'
import { activeOf, done, objectOf, onlyValueOf, textOf } from './read-value'
import type { ResourceType } from './resource-type'

/** Roles that a SCIM client gives; who administers is for an administrator to say. */
const ROLE_BY_DEFAULT = 'auditor'

export const toUser = (issuer: string, person: ProvisionedPerson): Resource => ({
  schemas: [USER],
  id: person.id,
  ...(person.externalId === null ? {} : { externalId: person.externalId }),
  userName: person.email,
  name: { formatted: person.name },
  displayName: person.name,
  active: person.status !== 'deactivated',
  emails: [{ value: person.email, type: 'work', primary: true }],
  roles: [{ value: person.role }],
  meta: { resourceType: 'User', created: person.createdAt, location: `${issuer}/scim/v2/Users/${person.id}` },
})

/** `displayName`, else the parts of `name`: of several that were sent, the one that says something new. */
export function nameOf(wanted: Resource, current?: string): string | undefined {
  const name = objectOf(wanted, 'name')
  const parts = [textOf(name, 'givenName'), textOf(name, 'familyName')].filter((part) => part !== undefined).join(' ')
  const said = [textOf(wanted, 'displayName'), textOf(name, 'formatted'), parts === '' ? undefined : parts].filter((one) => one !== undefined)
  return said.find((one) => one !== current) ?? said[0]
}

export function userType(issuer: string): ResourceType {
  return {
    name: 'User',
    endpoint: '/Users',
    schemas: [USER],
    async find({ actor }, { id, externalId, userName }, skip, take) {
      const found = await findPeople(actor, { id, externalId, ...(userName === undefined ? {} : { email: userName }), skip, take })
      // A value that cannot be one of these is nobody’s.
      if (!found.ok && found.refusal.code === 'invalid') return { total: 0, items: [] }
      const { total, items } = done(found)
      return { total, items: items.map((person) => toUser(issuer, person)) }
    },
    async create({ actor }, wanted) {
      const email = textOf(wanted, 'userName') ?? refuseAs('invalidValue', 'userName is missing: it is the person’s e-mail address')
      if (activeOf(wanted) === false) return refuseAs('invalidValue', 'an account is made active')
      const { id } = done(await provisionPerson(actor, { email, name: nameOf(wanted) ?? email, role: onlyValueOf(wanted, 'roles') ?? ROLE_BY_DEFAULT, externalId: textOf(wanted, 'externalId') }))
      return id
    },
    async update({ actor }, current, wanted) {
      const personId = current.id
      const userName = textOf(wanted, 'userName') ?? refuseAs('invalidValue', 'userName is missing')
      if (userName.toLowerCase() !== current.userName) return refuseAs('mutability', 'userName is kept for life')
      const [active, externalId, name, role] = [activeOf(wanted), textOf(wanted, 'externalId') ?? null, nameOf(wanted, current.displayName as string), onlyValueOf(wanted, 'roles')]
      if (active === true && current.active === false) return refuseAs('mutability', 'an account that has ended is not opened again')
      const changes = {
        ...(externalId === (current.externalId ?? null) ? {} : { externalId }),
        ...(name === undefined || name === current.displayName ? {} : { name }),
        ...(role === undefined || role === onlyValueOf(current, 'roles') ? {} : { role }),
      }
      if (Object.keys(changes).length > 0) done(await synchronisePerson(actor, { personId, ...changes }))
      if (active === false && current.active === true) done(await deactivatePerson(actor, { personId }))
    },
    async remove({ actor }, current) {
      const personId = current.id
      if (current.active === true) done(await deactivatePerson(actor, { personId }))
      done(await synchronisePerson(actor, { personId, deprovisioned: true }))
    },
  }
}
