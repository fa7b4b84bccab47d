import type { Metadata } from 'next'
import { EmptyState } from '@/components/ui/empty-state'
import { Card } from '@/components/ui/section'
import { may, me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import { ENTRY_RESULTS } from '@/lib/identity/ledger/contract'
import { RefusedState } from '../../_components/refused-state'
import { AddStream } from '../_components/add-stream'
import { Streams } from '../_components/streams'

export const metadata: Metadata = { title: 'Streams' }

export default async function StreamsPage() {
  const [who, streams] = await Promise.all([me(), read((api) => api.ledgerStreams.list({}))])
  if (!streams.ok) return <RefusedState refusal={streams.refusal} what="streams" clearHref="/settings/streams" />
  return (
    <Card
      title="Streams of the ledger"
      description="Every entry leaves as soon as it is sealed, in the log’s order, at least once: what did not arrive is sent again, and nothing is left out."
      actions={may(who, 'ledger.stream.add') ? <AddStream results={[...ENTRY_RESULTS]} /> : null}
      flush
    >
      {streams.value.length === 0 ? (
        <EmptyState because="nothing_yet" title="No stream is set up">
          <p>So the record is here alone, and leaves when somebody exports it. A copy in a SIEM is one that nobody here can reach.</p>
        </EmptyState>
      ) : (
        <Streams streams={streams.value} mayChange={may(who, 'ledger.stream.remove')} />
      )}
    </Card>
  )
}
