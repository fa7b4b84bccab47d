'use client'

import { CodeBlock } from '@/components/ui/code-block'
import { CopyId } from '@/components/ui/copy-id'
import { DescriptionList } from '@/components/ui/description-list'
import { JsonView } from '@/components/ui/json-view'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { EventFormatsView, EventView } from '@/lib/identity/ledger/contract'
import { useFetched } from './use-fetched'

const asFormats = async (response: Response): Promise<EventFormatsView> => (await response.json()) as EventFormatsView
const asText = (response: Response): Promise<string> => response.text()

/** The entry as an export writes it, for whoever reads it elsewhere. */
export function EventFormat({ eventId, format }: Readonly<{ eventId: string; format: 'ocsf' | 'cef' }>) {
  const formats = useFetched(`/ledger/${eventId}/formats`, asFormats)
  if (!formats) return <Waiting failed={formats === false} />
  return (
    <>
      <p className="pb-2 text-xs text-ink-3">{format === 'ocsf' ? 'Open Cybersecurity Schema Framework, as in an export.' : 'Common Event Format, as in an export.'}</p>
      {format === 'ocsf' ? <JsonView value={JSON.parse(formats.ocsf)} label="entry as OCSF" /> : <CodeBlock code={formats.cef} label="entry as CEF" wrap />}
    </>
  )
}

/** Where it is in the log, and what shows that to anyone without this installation. */
export function EventProof({ event }: Readonly<{ event: EventView }>) {
  const proof = useFetched(`/ledger/${event.id}/proof`, asText)
  if (!event.leaf) return <p className="text-sm text-ink-2">It is committed, and will be sealed within about a second.</p>
  return (
    <div className="flex flex-col gap-3">
      <DescriptionList
        entries={[
          { term: 'Position', value: <TextLink href={`/ledger/${event.id}`}>{event.leaf.position}</TextLink> },
          { term: 'Sealed', value: <TimeStamp value={event.leaf.sealed_at} /> },
          { term: 'Leaf hash', exact: 'SHA-256 of 0x00 and the entry’s canonical JSON (RFC 9162, RFC 8785)', value: <CopyId value={event.leaf.leaf_hash} label="leaf hash" keep={16} /> },
        ]}
      />
      {proof ? (
        <>
          <CodeBlock code={proof} label="proof of the entry (C2SP tlog-proof)" wrap />
          <p className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
            <TextLink href={`/ledger/${event.id}/proof`} download prefetch={false}>Download the proof</TextLink>
            <TextLink href={`/ledger/${event.id}/proof?part=entry`} download prefetch={false}>Download the entry</TextLink>
            <TextLink href="/ledger">Verify them</TextLink>
          </p>
        </>
      ) : (
        <Waiting failed={proof === false} />
      )}
    </div>
  )
}

const Waiting = ({ failed }: Readonly<{ failed: boolean }>) => (
  <p role="status" className="text-sm text-ink-2">
    {failed ? 'No signed head reaches it yet, or it could not be read. Open this again in a moment.' : 'Reading'}
  </p>
)
