import type { Metadata } from 'next'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { may, me } from '@/lib/console/me'
import { offeredServers } from '@/lib/console/offered-servers'
import { read } from '@/lib/console/read'
import { RefusedState } from '../../_components/refused-state'
import { RegisterForm } from './_components/register-form'

export const metadata: Metadata = { title: 'Register an agent' }

export default async function RegisterPage() {
  const [who, people, servers] = await Promise.all([me(), read((api) => api.people.list({})), read((api) => api.toolServers.list({}))])
  const header = (
    <PageHeader
      trail={[{ label: 'Agents', href: '/agents' }]}
      title="Register an agent"
      description="This form is the agent’s identity document. What it does not name, the agent can never be given."
    />
  )
  if (!may(who, 'registry.agent.register'))
    return (
      <>
        {header}
        <EmptyState because="not_permitted" title="Your role registers no agents">
          <p>Administrators and owners do. Nothing was changed.</p>
        </EmptyState>
      </>
    )
  if (!people.ok) return <RefusedState refusal={people.refusal} what="people" clearHref="/agents" />
  return (
    <>
      {header}
      <RegisterForm
        me={{ id: who.id }}
        people={people.value.filter((person) => person.status === 'active').map(({ id, name, email }) => ({ id, name, email }))}
        servers={servers.ok ? offeredServers(servers.value, who) : []}
      />
    </>
  )
}
