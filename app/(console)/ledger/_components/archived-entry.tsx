import { CopyId } from '@/components/ui/copy-id'
import { DescriptionList } from '@/components/ui/description-list'
import { PageHeader } from '@/components/ui/page-header'
import { Card } from '@/components/ui/section'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { ArchivedEventView } from '@/lib/identity/ledger/retention-contract'

/** An entry that has left the database: where it is, and that the log still proves it. */
export function ArchivedEntry({ entry: { id, leaf, archive } }: Readonly<{ entry: ArchivedEventView }>) {
  return (
    <>
      <PageHeader
        trail={[{ label: 'Ledger', href: '/ledger' }]}
        title={`Entry #${leaf.position}, archived`}
        aside={<CopyId value={id} label="entry id" />}
        description={<>Older than the retention, so it is in an archive and no longer in the database. Its place in the log is as it was: the file proves it.</>}
      />
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <Card title="Where it is">
          <DescriptionList
            entries={[
              { term: 'Archived', value: <TimeStamp value={archive.archived_at} /> },
              { term: 'Removed here', value: <TimeStamp value={archive.removed_at} /> },
              { term: 'File', value: <code className="break-all font-mono text-xs">{archive.file}</code> },
              { term: 'SHA-256', value: <CopyId value={archive.sha256} label="SHA-256" keep={0} className="break-all text-left" /> },
              { term: 'Entries in it', value: `${archive.entries.toLocaleString('en')}, #${archive.first_position} to #${archive.last_position}` },
              { term: 'Check it', value: <code className="break-all font-mono text-xs">lanyard verify FILE</code> },
            ]}
          />
        </Card>
        <Card title="Its place in the log">
          <DescriptionList
            entries={[
              { term: 'Position', value: leaf.position },
              { term: 'Sealed', value: <TimeStamp value={leaf.sealed_at} /> },
              { term: 'Leaf hash', exact: 'SHA-256 of 0x00 and the entry’s canonical JSON (RFC 9162, RFC 8785)', value: <CopyId value={leaf.leaf_hash} label="leaf hash" keep={0} className="break-all text-left" /> },
              { term: 'Chain hash', exact: 'SHA-256 of the chain hash before it and the leaf hash: the order, a second time', value: <CopyId value={leaf.chain_hash} label="chain hash" keep={0} className="break-all text-left" /> },
              {
                term: 'Proof',
                exact: 'C2SP tlog-proof: the hashes from this entry up to a signed head; the entry is read from the file',
                value: (
                  <span className="flex flex-wrap gap-x-4 gap-y-1">
                    <TextLink href={`/ledger/${id}/proof`} download prefetch={false}>
                      Download the proof
                    </TextLink>
                    <TextLink href={`/ledger/${id}/proof?part=entry`} download prefetch={false}>
                      Download the entry
                    </TextLink>
                  </span>
                ),
              },
            ]}
          />
        </Card>
      </div>
    </>
  )
}
