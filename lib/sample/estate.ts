import { PEOPLE, type PersonName } from './company'
import { need } from './need'
import { asPerson, byInvitation, type Addresses, type Person } from './sign-in'

export type Estate = {
  at: Addresses
  /** The sample agents' keys. */
  folder: string
  administrator: Person
  /** One of its people, signed in; the same session however often they are asked for. */
  person: (name: PersonName) => Promise<Person>
  agentId: (name: string) => Promise<string>
}

export function openEstate(at: Addresses, folder: string, administrator: Person): Estate {
  const people = new Map<PersonName, Promise<Person>>()
  const agents = new Map<string, string>()
  return {
    at,
    folder,
    administrator,
    person: (name) => {
      const known = people.get(name) ?? admit(at, administrator, name)
      people.set(name, known)
      known.catch(() => people.delete(name))
      return known
    },
    agentId: async (name) => {
      const id = agents.get(name) ?? (await need(administrator.api.agents.list({ name, limit: 1 }))).items[0]?.id
      if (!id) throw new Error(`there is no agent ${name}`)
      agents.set(name, id)
      return id
    },
  }
}

/** Signs a person in: invited first where that has not happened, and invited again where it was cut off half way. */
async function admit(at: Addresses, administrator: Person, name: PersonName): Promise<Person> {
  const { email, ...person } = PEOPLE[name]
  const [known] = (await need(administrator.api.people.list({ email, limit: 1 }))).items
  if (!known) return byInvitation(at, (await need(administrator.api.people.invite({ email, ...person }))).url)
  if (known.status === 'invited') return byInvitation(at, (await need(administrator.api.people.recover({ personId: known.id }))).url)
  return asPerson(at, administrator, known.id)
}

