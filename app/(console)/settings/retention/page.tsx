import type { Metadata } from 'next'
import { DescriptionList } from '@/components/ui/description-list'
import { EmptyState } from '@/components/ui/empty-state'
import { Notice } from '@/components/ui/notice'
import { Pager } from '@/components/ui/pager'
import { Card } from '@/components/ui/section'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import { may, me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import type { RetentionView } from '@/lib/identity/ledger/retention-contract'
import { RefusedState } from '../../_components/refused-state'
import { Archives } from '../_components/archives'
import { RetentionActs } from '../_components/retention-acts'

export const metadata: Metadata = { title: 'Retention' }

const HERE = '/settings/retention'
const PAGE = 20

export default async function RetentionPage({ searchParams }: Readonly<{ searchParams: Promise<{ before?: string | string[] }> }>) {
  const { before } = await searchParams
  const cursor = typeof before === 'string' ? before : undefined
  const [who, retention, archives] = await Promise.all([me(), read((api) => api.ledgerRetention.get({})), read((api) => api.ledgerRetention.archives({ limit: PAGE, ...(cursor ? { cursor } : {}) }))])
  if (!retention.ok) return <RefusedState refusal={retention.refusal} what="retention settings" clearHref={HERE} />
  if (!archives.ok) return <RefusedState refusal={archives.refusal} what="archives" clearHref={HERE} />
  const { days, hold, archived } = retention.value
  const { items, next } = archives.value
  return (
    <div className="flex flex-col gap-6">
      <Card
        title="Retention of the ledger"
        description="What is older is written to signed files, which are read back before anything leaves the database. The log’s hashes and signed heads stay for ever, so that every entry can be proved as before."
        actions={may(who, 'ledger.retention.set') ? <RetentionActs days={days} isHeld={hold !== null} /> : null}
      >
        <Settings retention={retention.value} />
      </Card>
      <Card title="Archives" description={archived.files === 0 ? undefined : `${archived.entries.toLocaleString('en')} entries in ${archived.files === 1 ? 'one file' : `${archived.files.toLocaleString('en')} files`}, ${archived.removed.toLocaleString('en')} of them there alone. The command “lanyard verify FILE” checks each, without this installation.`} flush>
        {items.length === 0 ? (
          <EmptyState because="nothing_yet" title="Nothing is archived">
            <p>Every entry is in the database. The first files are written when a quarter of the record is older than the retention.</p>
          </EmptyState>
        ) : (
          <>
            <Archives archives={items} />
            <Pager label="Pages of archives" summary={archived.files === 1 ? 'one file' : `${items.length} of ${archived.files.toLocaleString('en')} files`} {...(cursor ? { previousHref: HERE } : {})} {...(next ? { nextHref: `${HERE}?before=${next}` } : {})} />
          </>
        )}
      </Card>
    </div>
  )
}

function Settings({ retention: { days, minimum, hold, open_incidents, waits_for, oldest_at, problems } }: Readonly<{ retention: RetentionView }>) {
  return (
    <>
      {problems.map(({ file, problem }) => (
        <Notice key={file} tone="caution" title="An archive is not what was written" className="mb-3">
          <p className="break-words">
            <code className="break-all font-mono text-xs">{file}</code>: {problem}. Its entries stay in the database until it is back.
          </p>
        </Notice>
      ))}
      <DescriptionList
        entries={[
          { term: 'Entries stay', value: `${days.toLocaleString('en')} days at least${days === minimum ? ', the shortest that there is: half a year' : ''}` },
          { term: 'Hold', value: hold ? <>“<bdi>{hold.reason}</bdi>”, by <bdi>{hold.by}</bdi>, <TimeStamp value={hold.at} style="date" />: nothing leaves the database</> : 'none' },
          ...(open_incidents > 0 ? [{ term: 'Open incidents', value: <><TextLink href="/containment/incidents?open=true">{open_incidents.toLocaleString('en')} open</TextLink>: what happened in the 90 days before, and since, stays</> }] : []),
          ...(waits_for.length > 0 ? [{ term: 'Waits for', value: <>{waits_for.length === 1 ? 'the stream' : 'the streams'} <bdi>{waits_for.join(', ')}</bdi>: what a <TextLink href="/settings/streams">stream</TextLink> has not got past stays, until it is resumed or removed</> }] : []),
          { term: 'Oldest entry here', value: oldest_at ? <TimeStamp value={oldest_at} style="date" /> : 'none yet' },
        ]}
      />
    </>
  )
}
