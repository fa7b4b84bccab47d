import type { Metadata } from 'next'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { may, me } from '@/lib/console/me'
import { ImportAgents } from './_components/import-agents'

export const metadata: Metadata = { title: 'Import agents' }

export default async function ImportPage() {
  const who = await me()
  return (
    <>
      <PageHeader
        trail={[{ label: 'Agents', href: '/agents' }]}
        title="Import agents"
        description="From a CSV file, a line an agent. First it says what would come of each line; nothing is registered before you have read that."
      />
      {may(who, 'registry.agent.import') ? (
        <ImportAgents />
      ) : (
        <EmptyState because="not_permitted" title="Your role registers no agents">
          <p>Administrators and owners do. Nothing was changed.</p>
        </EmptyState>
      )}
    </>
  )
}
