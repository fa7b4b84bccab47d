import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { ArchiveView } from '@/lib/identity/ledger/retention-contract'

const MEGABYTE = 1_000_000

export function Archives({ archives }: Readonly<{ archives: readonly ArchiveView[] }>) {
  return (
    <Table caption="Archives" stack>
      <THead>
        <Th>File</Th>
        <Th>Positions</Th>
        <Th>Happened</Th>
        <Th>Archived</Th>
        <Th>Entries are</Th>
      </THead>
      <TBody>
        {archives.map((one) => (
          <Tr key={one.id}>
            <Td lead>
              <span className="min-w-0">
                <code className="break-all font-mono text-xs">{one.file}</code>
                <span className="block text-xs text-ink-3">
                  {one.entries.toLocaleString('en')} {one.entries === 1 ? 'entry' : 'entries'}, {(one.bytes / MEGABYTE).toFixed(2)} MB
                </span>
              </span>
            </Td>
            <Td label="Positions" className="tabular-nums">
              #{one.first_position} to #{one.last_position}
            </Td>
            <Td label="Happened">
              <span>
                <TimeStamp value={one.occurred_from} style="date" /> to <TimeStamp value={one.occurred_until} style="date" />
              </span>
            </Td>
            <Td label="Archived">
              <TimeStamp value={one.archived_at} style="date" />
            </Td>
            <Td label="Entries are">
              {one.problem !== null ? <span className="text-caution">{one.problem}: they stay here</span> : one.removed_at === null ? 'here, too' : <span>in the file alone, since <TimeStamp value={one.removed_at} style="date" /></span>}
            </Td>
          </Tr>
        ))}
      </TBody>
    </Table>
  )
}
