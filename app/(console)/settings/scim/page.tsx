import type { Metadata } from 'next'
import { Badge } from '@/components/ui/badge'
import { Td, Tr } from '@/components/ui/table'
import { TimeStamp } from '@/components/ui/time-stamp'
import { may, me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import { RefusedState } from '../../_components/refused-state'
import { ListCard } from '../_components/list-card'
import { AddScimClient, RevokeScimClient } from '../_components/scim-clients'

export const metadata: Metadata = { title: 'SCIM clients' }

export default async function ScimPage() {
  const [who, clients] = await Promise.all([me(), read((api) => api.scimClients.list({}))])
  if (!clients.ok) return <RefusedState refusal={clients.refusal} what="SCIM clients" clearHref="/settings/scim" />
  const revokes = may(who, 'access.scim_client.revoke')
  return (
    <ListCard
      title="SCIM clients"
      description="Directories that provision people and agents (SCIM 2.0, RFC 7644). When a directory says that somebody left, their sessions end and their agents move on to who follows, or stop."
      add={may(who, 'access.scim_client.add') ? <AddScimClient /> : null}
      empty={{ title: 'No directory provisions here', text: 'So people come by invitation, and somebody has to say here when they leave.' }}
      columns={['Name', 'Token', 'Last used', 'Good until', 'Made']}
      act={revokes ? 'Revoke' : null}
      rows={clients.value.map((client) => (
        <Tr key={client.id}>
          <Td lead className="font-medium">
            <bdi>{client.name}</bdi>
          </Td>
          <Td label="Token">{client.state === 'active' ? <Badge tone="outline">good</Badge> : <Badge tone="caution">expired</Badge>}</Td>
          <Td label="Last used">
            <TimeStamp value={client.last_used_at} style="relative" />
          </Td>
          <Td label="Good until">
            <TimeStamp value={client.expires_at} style="date" />
          </Td>
          <Td label="Made" className="text-ink-2">
            <TimeStamp value={client.created.at} style="date" /> by <bdi>{client.created.by}</bdi>
          </Td>
          {revokes ? (
            <Td corner className="text-right">
              <RevokeScimClient client={{ id: client.id, name: client.name }} />
            </Td>
          ) : null}
        </Tr>
      ))}
    />
  )
}
