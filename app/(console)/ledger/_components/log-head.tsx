import { CopyId } from '@/components/ui/copy-id'
import { DescriptionList } from '@/components/ui/description-list'
import { Card } from '@/components/ui/section'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { LedgerHeadView } from '@/lib/identity/ledger/contract'

/** The signed head of the log: what to keep somewhere else, and the key that it is checked by. */
export function LogHead({ checkpoint }: Readonly<{ checkpoint: LedgerHeadView['checkpoint'] }>) {
  return (
    <Card title="Signed head" description="Keep a copy somewhere else now and then: it shows later whether anything was taken back.">
      {checkpoint ? (
        <DescriptionList
          entries={[
            { term: 'Entries', value: checkpoint.size.toLocaleString('en') },
            { term: 'Root', exact: 'The head of the Merkle tree over all of them (RFC 9162)', value: <CopyId value={checkpoint.root} label="root hash" keep={0} className="break-all text-left" /> },
            { term: 'Key', exact: 'The log’s name, the key’s hash and the key (C2SP signed-note)', value: <CopyId value={checkpoint.vkey} label="the log’s key" keep={0} className="break-all text-left" /> },
            { term: 'Checkpoint', value: <CopyId value={checkpoint.note} label="checkpoint" keep={24} /> },
            { term: 'Signed', value: <TimeStamp value={checkpoint.at} /> },
          ]}
        />
      ) : (
        <p className="text-sm text-ink-2">Nothing is signed yet: a head follows the first entry within about a second.</p>
      )}
    </Card>
  )
}
