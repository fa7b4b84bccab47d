import type { Metadata } from 'next'
import { PersonBadge } from '@/components/identity/person-badge'
import { EmptyState } from '@/components/ui/empty-state'
import { FilterBar } from '@/components/ui/filter-bar'
import { Pager } from '@/components/ui/pager'
import { Card } from '@/components/ui/section'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TimeStamp } from '@/components/ui/time-stamp'
import { hrefWith, one, pagerHrefs, readFilters, type RawParams } from '@/lib/console/filters'
import { may, me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import { ListPeopleInput, PERSON_STATUSES } from '@/lib/identity/access/contract'
import { FilterSelect } from '../../_components/filter-select'
import { RefusedState } from '../../_components/refused-state'
import { InvitePerson } from '../_components/invite-person'
import { PersonMenu } from '../_components/person-menu'

export const metadata: Metadata = { title: 'People' }

const PATH = '/settings/people'
const STATUS = { invited: 'invited, has not come yet', active: 'active', deactivated: 'deactivated' } as const

export default async function PeoplePage({ searchParams }: Readonly<{ searchParams: Promise<RawParams> }>) {
  const raw = await searchParams
  const filters = readFilters(ListPeopleInput, raw)
  const [who, people] = await Promise.all([me(), filters.ok ? read((api) => api.people.list(filters.value)) : filters])
  if (!people.ok) return <RefusedState refusal={people.refusal} what="people" clearHref={PATH} />
  const [q, status] = [one(raw, 'q'), one(raw, 'status')]
  const { items, next } = people.value
  const acts = { invite: may(who, 'access.person.invite'), role: may(who, 'access.person.change_role'), recover: may(who, 'access.person.recover'), deactivate: may(who, 'access.person.deactivate') }
  return (
    <Card
      title="People"
      description={acts.invite ? 'Roles do not contain one another: an administrator is no auditor by being more.' : 'Only an administrator changes who is here.'}
      flush
      actions={acts.invite ? <InvitePerson /> : null}
    >
      <FilterBar
        className="px-4 pb-3"
        chips={q ? [{ label: 'With', value: q, removeHref: hrefWith(PATH, raw, { q: null }) }] : []}
        search={{ name: 'q', placeholder: 'Search people', action: PATH, ...(q ? { defaultValue: q } : {}), hidden: status ? { status } : {} }}
      >
        <FilterSelect name="status" label="Status" any="Any status" options={PERSON_STATUSES.map((value) => ({ value, label: STATUS[value] }))} />
      </FilterBar>
      {items.length === 0 ? (
        <EmptyState because="no_match" title="Nobody matches" next={{ label: 'Everybody', href: PATH }}>
          <p>A part of a name or of an e-mail address finds them.</p>
        </EmptyState>
      ) : (
        <>
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
              {items.map((person) => (
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
          <Pager {...pagerHrefs(PATH, raw, next)} summary={`${items.length} ${items.length === 1 ? 'person' : 'people'} on this page`} />
        </>
      )}
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
