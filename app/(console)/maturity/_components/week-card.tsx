import { Card } from '@/components/ui/section'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TextLink } from '@/components/ui/text-link'
import type { PostureView } from '@/lib/identity/posture/contract'
import { movedWords, pointsWords, ratio, weekFinding } from './words'

/** What moved the scores, most first, and why: rows that came or went, or that became good or bad. */
export function WeekCard({ week, scores }: Readonly<{ week: NonNullable<PostureView['week']>; scores: PostureView['scores'] }>) {
  return (
    <Card id="week" flush title={weekFinding(week, scores)} description={week.comparable ? 'Each fact that counts otherwise than then, and the points of its set’s score that it took or added.' : `Definitions or weights changed since ${week.day}: part of what moved is that.`}>
      {week.moved.length === 0 ? (
        <p className="px-4 pb-4 text-sm text-ink-2">No fact counts otherwise than then.</p>
      ) : (
        <Table caption="What moved this week" stack>
          <THead>
            <Th>Fact</Th>
            <Th>Why</Th>
            <Th numeric>Then</Th>
            <Th numeric>Now</Th>
            <Th numeric>Points</Th>
          </THead>
          <TBody>
            {week.moved.map((fact) => (
              <Tr key={fact.id}>
                <Td lead>
                  <TextLink href={`/maturity/facts/${fact.id}`}>{fact.title}</TextLink>
                </Td>
                <Td label="Why" className="text-ink-2">
                  {movedWords(fact)}
                </Td>
                <Td label="Then" numeric nowrap>
                  {ratio(fact.from)}
                </Td>
                <Td label="Now" numeric nowrap>
                  {ratio(fact.to)}
                </Td>
                <Td label="Points" numeric nowrap>
                  {pointsWords(fact.points)}
                </Td>
              </Tr>
            ))}
          </TBody>
        </Table>
      )}
    </Card>
  )
}
