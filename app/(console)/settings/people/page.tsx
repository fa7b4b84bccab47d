import type { Metadata } from 'next'
import { PersonBadge } from '@/components/identity/person-badge'
import { Card } from '@/components/ui/section'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TimeStamp } from '@/components/ui/time-stamp'
import { may, me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import { RefusedState } from '../../_components/refused-state'
import { InvitePerson } from '../_components/invite-person'
import { PersonMenu } from '../_components/person-menu'

export const metadata: Metadata = { title: 'People' }

const STATUS = { invited: 'invited, has not come yet', active: 'active', deactivated: 'deactivated' } as const

export default async function PeoplePage() {
  const [who, people] = await Promise.all([me(), read((api) => api.people.list({}))])
  if (!people.ok) return <RefusedState refusal={people.refusal} what="people" clearHref="/settings/people" />
  const acts = { invite: may(who, 'access.person.invite'), role: may(who, 'access.person.change_role'), recover: may(who, 'access.person.recover'), deactivate: may(who, 'access.person.deactivate') }
  return (
    <Card
      title="People"
      description={acts.invite ? 'Roles do not contain one another: an administrator is no auditor by being more.' : 'Only an administrator changes who is here.'}
      flush
      actions={acts.invite ? <InvitePerson /> : null}
    >
      <Table caption="People" stack>
        <THead>
          <Th>Name</Th>
          <Th>Email</Th>
          <Th>Role</Th>
          <Th>Status</Th>
          <Th>Since</Th>
          <Th>
            <span className="sr-only">More</span>
          </Th>
        </THead>
        <TBody>
          {people.value.map((person) => (
            <Tr key={person.id}>
              <Td lead>
                <PersonBadge name={person.name} href={`/delegations?person=${person.id}`} gone={person.status === 'deactivated'} />
              </Td>
              <Td label="Email" className="text-ink-2">
                <Email address={person.email} />
              </Td>
              <Td label="Role">{person.role}</Td>
              <Td label="Status" className={person.status === 'active' ? 'text-ink-2' : 'text-caution'}>
                {STATUS[person.status]}
              </Td>
              <Td label="Since" className="text-ink-2">
                <TimeStamp value={person.createdAt} style="date" />
              </Td>
              <Td nowrap corner className="text-right">
                {person.id === who.id ? <span className="text-xs text-ink-3">you</span> : acts.role ? <PersonMenu person={person} /> : null}
              </Td>
            </Tr>
          ))}
        </TBody>
      </Table>
    </Card>
  )
}

/** Broken after its @, where it has to be. */
function Email({ address }: Readonly<{ address: string }>) {
  const place = address.lastIndexOf('@') + 1
  return (
    <bdi className="min-w-0 break-words">
      {address.slice(0, place)}
      <wbr />
      {address.slice(place)}
    </bdi>
  )
}
