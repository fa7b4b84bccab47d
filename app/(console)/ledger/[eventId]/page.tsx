import type { Metadata } from 'next'
import { EventSentence } from '@/components/identity/event-sentence'
import { CopyId } from '@/components/ui/copy-id'
import { DescriptionList } from '@/components/ui/description-list'
import { JsonView } from '@/components/ui/json-view'
import { PageHeader } from '@/components/ui/page-header'
import { Card } from '@/components/ui/section'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { ApiRefusal } from '@/lib/api/client'
import { read } from '@/lib/console/read'
import type { EventView } from '@/lib/identity/ledger/contract'
import type { ArchivedEventView } from '@/lib/identity/ledger/retention-contract'
import type { Result } from '@/lib/kernel/result'
import { ForeignChain } from '../../_components/foreign-chain'
import { ImportedSession } from '../../_components/imported-session'
import { RefusedState } from '../../_components/refused-state'
import { ArchivedEntry } from '../_components/archived-entry'
import { sentenceParts } from '../../_components/sentence-parts'

export const metadata: Metadata = { title: 'Entry' }

export default async function EntryPage({ params }: Readonly<{ params: Promise<{ eventId: string }> }>) {
  const { eventId } = await params
  const event = await read(async (api): Promise<Result<{ entry: EventView } | { archived: ArchivedEventView }, ApiRefusal>> => {
    const found = await api.events.get({ eventId })
    if (found.ok) return { ok: true, value: { entry: found.value } }
    if (found.refusal.code !== 'not_found') return found
    const archived = await api.events.archived({ eventId })
    return archived.ok ? { ok: true, value: { archived: archived.value } } : archived
  })
  if (!event.ok) return <RefusedState refusal={event.refusal} what="entries" clearHref="/ledger" />
  if ('archived' in event.value) return <ArchivedEntry entry={event.value.archived} />
  const { entry } = event.value
  return (
    <>
      <PageHeader
        trail={[{ label: 'Ledger', href: '/ledger' }]}
        title={entry.leaf ? `Entry #${entry.leaf.position}` : 'Entry, not sealed yet'}
        aside={<CopyId value={entry.id} label="entry id" />}
        description={<EventSentence parts={sentenceParts(entry)} />}
      />
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <Card title="What was recorded">
          <DescriptionList
            entries={[
              { term: 'When', value: <TimeStamp value={entry.at} /> },
              ...(entry.imported?.imported_at ? [{ term: 'Imported', value: <><TimeStamp value={entry.imported.imported_at} /> from {entry.imported.title}</> }] : []),
              { term: 'Action', value: <code className="font-mono text-xs">{entry.action}</code> },
              { term: 'By', value: <><bdi>{entry.actor.name}</bdi> <span className="text-ink-3">{entry.actor.kind}</span></> },
              ...(entry.subject ? [{ term: 'On', value: <><bdi>{entry.subject.name ?? entry.subject.id}</bdi> <span className="text-ink-3">{entry.subject.kind}</span></> }] : []),
              { term: 'Result', value: `${entry.result}${entry.reason ? `, because ${entry.reason}` : ''}` },
              ...(entry.purpose ? [{ term: 'Purpose', value: entry.purpose }] : []),
              ...(entry.delegation_id ? [{ term: 'Chain', value: <TextLink href={`/delegations?event=${entry.id}`}>Open in the explorer</TextLink> }] : []),
            ]}
          />
        </Card>
        <Card title="Its place in the log">
          {entry.leaf ? (
            <DescriptionList
              entries={[
                { term: 'Position', value: entry.leaf.position },
                { term: 'Sealed', value: <TimeStamp value={entry.leaf.sealed_at} /> },
                { term: 'Leaf hash', exact: 'SHA-256 of 0x00 and the entry’s canonical JSON (RFC 9162, RFC 8785)', value: <CopyId value={entry.leaf.leaf_hash} label="leaf hash" keep={0} className="break-all text-left" /> },
                { term: 'Chain hash', exact: 'SHA-256 of the chain hash before it and the leaf hash: the order, a second time', value: <CopyId value={entry.leaf.chain_hash} label="chain hash" keep={0} className="break-all text-left" /> },
                {
                  term: 'Proof',
                  exact: 'C2SP tlog-proof: the hashes from this entry up to a signed head',
                  value: (
                    <span className="flex flex-wrap gap-x-4 gap-y-1">
                      <TextLink href={`/ledger/${entry.id}/proof`} download prefetch={false}>
                        Download the proof
                      </TextLink>
                      <TextLink href={`/ledger/${entry.id}/proof?part=entry`} download prefetch={false}>
                        Download the entry
                      </TextLink>
                    </span>
                  ),
                },
              ]}
            />
          ) : (
            <p className="text-sm text-ink-2">It is committed, and will be sealed within about a second.</p>
          )}
        </Card>
      </div>
      {entry.imported ? (
        <Card title={`Chain, as ${entry.imported.title} tells it`} description="What another system recorded, and not proven here." flush className="mt-6">
          <ForeignChain from={entry.imported} />
          <div className="px-4 pb-3">
            <ImportedSession session={entry.session} href={(other) => `/ledger/${other.id}`} />
          </div>
        </Card>
      ) : null}
      <Card title="Detail" className="mt-6">
        <JsonView value={entry.detail} label="detail of the entry" />
      </Card>
    </>
  )
}
