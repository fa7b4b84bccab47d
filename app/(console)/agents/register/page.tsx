import type { Metadata } from 'next'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { environment } from '@/lib/console/environment'
import { one, type RawParams } from '@/lib/console/filters'
import { may, me } from '@/lib/console/me'
import { offeredServers } from '@/lib/console/offered-servers'
import { read } from '@/lib/console/read'
import { isAgentKind } from '@/lib/identity/discovery/contract'
import { issuerKeys } from '@/lib/kernel/issuer-keys'
import { knownTools } from '@/lib/import/known-tools'
import { RegisterForm } from './_components/register-form'

export const metadata: Metadata = { title: 'Register an agent' }

export default async function RegisterPage({ searchParams }: Readonly<{ searchParams: Promise<RawParams> }>) {
  const foundId = one(await searchParams, 'found')
  const [who, servers, issuer, found] = await Promise.all([me(), read((api) => api.toolServers.list({})), issuerKeys(environment().issuer), foundId ? read((api) => api.discovery.item({ foundId })) : null])
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
  const offered = servers.ok ? offeredServers(servers.value, who) : []
  const item = found?.ok && isAgentKind(found.value.kind) ? found.value : null
  return (
    <>
      {header}
      <RegisterForm
        // What the client names stands before its colon.
        found={item ? { id: item.id, name: item.name, path: item.path, notes: item.evidence.notes, document: { ...item.evidence.document, tools: knownTools(item.evidence.reaches.flatMap((reach) => reach.split(': ')[0] ?? []), offered) } } : null}
        me={{ id: who.id, name: who.name, email: who.email }}
        servers={offered}
        issuer={issuer}
      />
    </>
  )
}
