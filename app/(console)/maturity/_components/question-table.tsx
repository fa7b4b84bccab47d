import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TextLink } from '@/components/ui/text-link'
import type { FactView } from '@/lib/identity/posture/contract'
import { percent, ratio } from './words'

/** How many agents each of the four questions is answered for; each number opens those rows. */
export function QuestionTable({ questions }: Readonly<{ questions: readonly FactView[] }>) {
  return (
    <Table caption="Four questions">
      <THead>
        <Th>Question</Th>
        <Th numeric>Answered</Th>
        <Th numeric>Coverage</Th>
      </THead>
      <TBody>
        {questions.map((question) => (
          <Tr key={question.id}>
            <Td>
              <TextLink href={`/maturity/facts/${question.id}`}>{question.title}</TextLink>
            </Td>
            <Td numeric nowrap>
              {ratio(question)}
            </Td>
            <Td numeric nowrap>
              {question.total === 0 ? <span className="text-caution">unknown</span> : percent(question.good / question.total)}
            </Td>
          </Tr>
        ))}
      </TBody>
    </Table>
  )
}
