import type { Metadata } from 'next'
import { Badge } from '@/components/ui/badge'
import { EmptyState } from '@/components/ui/empty-state'
import { Card } from '@/components/ui/section'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TimeStamp } from '@/components/ui/time-stamp'
import { may, me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import { RefusedState } from '../../_components/refused-state'
import { AddScimClient, RevokeScimClient } from '../_components/scim-clients'

export const metadata: Metadata = { title: 'SCIM clients' }

export default async function ScimPage() {
  const [who, clients] = await Promise.all([me(), read((api) => api.scimClients.list({}))])
  if (!clients.ok) return <RefusedState refusal={clients.refusal} what="SCIM clients" clearHref="/settings/scim" />
  const revokes = may(who, 'access.scim_client.revoke')
  return (
    <Card
      title="SCIM clients"
      description="Directories that provision people and agents (SCIM 2.0, RFC 7644). When a directory says that somebody left, their sessions end and their agents move on to who follows, or stop."
      actions={may(who, 'access.scim_client.add') ? <AddScimClient /> : null}
      flush
    >
      {clients.value.length === 0 ? (
        <EmptyState because="nothing_yet" title="No directory provisions here">
          <p>So people come by invitation, and somebody has to say here when they leave.</p>
        </EmptyState>
      ) : (
        <Table caption="SCIM clients" stack>
          <THead>
            <Th>Name</Th>
            <Th>Token</Th>
            <Th>Last used</Th>
            <Th>Good until</Th>
            <Th>Made</Th>
            {revokes ? (
              <Th>
                <span className="sr-only">Revoke</span>
              </Th>
            ) : null}
          </THead>
          <TBody>
            {clients.value.map((client) => (
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
          </TBody>
        </Table>
      )}
    </Card>
  )
}
