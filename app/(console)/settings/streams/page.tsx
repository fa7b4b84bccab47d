import type { Metadata } from 'next'
import { EmptyState } from '@/components/ui/empty-state'
import { Card } from '@/components/ui/section'
import { may, me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import { ENTRY_RESULTS } from '@/lib/identity/ledger/contract'
import { RefusedState } from '../../_components/refused-state'
import { AddStream } from '../_components/add-stream'
import { Streams } from '../_components/streams'
import { AddWitnessed, Witnessed } from '../_components/witnessed'
import { AddWitness, Witnesses } from '../_components/witnesses'

export const metadata: Metadata = { title: 'Streams' }

const HERE = '/settings/streams'

export default async function StreamsPage() {
  const [who, streams, witnesses, witnessed] = await Promise.all([
    me(),
    read((api) => api.ledgerStreams.list({})),
    read((api) => api.witnesses.list({})),
    read((api) => api.witnessed.list({})),
  ])
  return (
    <div className="flex flex-col gap-4">
      <Card
        title="Streams of the ledger"
        description="Every entry leaves as soon as it is sealed, in the log’s order, at least once: what did not arrive is sent again, and nothing is left out."
        actions={may(who, 'ledger.stream.add') ? <AddStream results={[...ENTRY_RESULTS]} /> : null}
        flush
      >
        {!streams.ok ? (
          <RefusedState refusal={streams.refusal} what="streams" clearHref={HERE} />
        ) : streams.value.length === 0 ? (
          <EmptyState because="nothing_yet" title="No stream is set up">
            <p>So the record is here alone, and leaves when somebody exports it. A copy in a SIEM is one that nobody here can reach.</p>
          </EmptyState>
        ) : (
          <Streams streams={streams.value} mayChange={may(who, 'ledger.stream.remove')} />
        )}
      </Card>
      <Card
        title="Witnesses of the ledger"
        description="Each new head of the log is sent to them. A witness cosigns it only when it continues the one before, so that nobody here can show different records to different people, or take back what was recorded."
        actions={may(who, 'ledger.witness.add') ? <AddWitness /> : null}
        flush
      >
        {!witnesses.ok ? (
          <RefusedState refusal={witnesses.refusal} what="witnesses" clearHref={HERE} />
        ) : witnesses.value.length === 0 ? (
          <EmptyState because="nothing_yet" title="No witness is set up">
            <p>So this log is vouched for by its own key alone. Another Lanyard can be its witness, or any other that speaks C2SP tlog-witness.</p>
          </EmptyState>
        ) : (
          <Witnesses witnesses={witnesses.value} mayChange={may(who, 'ledger.witness.remove')} />
        )}
      </Card>
      <Card title="Logs witnessed here" description="Logs of others whose heads this Lanyard cosigns." actions={may(who, 'ledger.witnessed.add') ? <AddWitnessed /> : null} flush>
        {witnessed.ok ? <Witnessed list={witnessed.value} mayChange={may(who, 'ledger.witnessed.remove')} /> : <RefusedState refusal={witnessed.refusal} what="witnessed logs" clearHref={HERE} />}
      </Card>
    </div>
  )
}
