import { Card } from '@/components/ui/section'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import type { ReviewerQuality } from '@/lib/identity/reviews/contract'

/** How reviewers decide: who keeps everything in a minute has reviewed nothing. */
export function Quality({ rows }: Readonly<{ rows: readonly ReviewerQuality[] }>) {
  if (rows.length === 0) return null
  return (
    <Card title="How reviewers decide" flush>
      <Table caption="How reviewers decide" stack>
        <THead>
          <Th>Reviewer</Th>
          <Th numeric>Decisions</Th>
          <Th numeric>Kept</Th>
          <Th numeric>Median</Th>
          <Th numeric>Largest batch</Th>
          <Th>Noticed</Th>
        </THead>
        <TBody>
          {rows.map(({ person, decisions, share_kept, median_seconds, largest_batch, flag }) => (
            <Tr key={person.id}>
              <Td label="Reviewer">
                <bdi>{person.name}</bdi>
              </Td>
              <Td label="Decisions" numeric>{decisions}</Td>
              <Td label="Kept" numeric>{Math.round(share_kept * 100)} %</Td>
              <Td label="Median" numeric>{median_seconds === null ? 'unknown' : `${Math.round(median_seconds)} s`}</Td>
              <Td label="Largest batch" numeric>{largest_batch}</Td>
              <Td label="Noticed">{flag ? <span className="text-caution">{flag}</span> : <span className="text-ink-3">nothing</span>}</Td>
            </Tr>
          ))}
        </TBody>
      </Table>
    </Card>
  )
}
