import { Card } from '@/components/ui/section'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TextLink } from '@/components/ui/text-link'
import type { CompareView } from '@/lib/identity/posture/contract'
import { groupInWords, percent } from '../../_components/words'
import { rowsHref, type Group } from './compare-words'

/** Every fact of one group, what falls shortest first; each number opens its rows. */
export function GroupFacts({ by, group }: Readonly<{ by: CompareView['by']; group: Group }>) {
  return (
    <Card id="facts" flush title={groupInWords(by, group.of)} description={`${group.agents} agents: ${group.mix.map(({ risk, agents }) => `${agents} of ${risk} risk`).join(', ')}.`}>
      <Table caption="Facts of the group" stack>
        <THead>
          <Th>Fact</Th>
          <Th numeric>Good</Th>
          <Th numeric>Share</Th>
          {by === 'risk' ? null : <Th numeric>Expected</Th>}
          <Th numeric>Wanted</Th>
        </THead>
        <TBody>
          {group.facts.map((fact) => (
            <Tr key={fact.id}>
              <Td lead>{fact.title}</Td>
              <Td label="Good" numeric nowrap>
                <TextLink href={rowsHref(fact.id, by, group.of, 'all')} aria-label={`${fact.good} of ${fact.total}: ${fact.title}`}>
                  {`${fact.good} of ${fact.total}`}
                </TextLink>
              </Td>
              <Td label="Share" numeric>
                {percent(fact.good / fact.total)}
              </Td>
              {by === 'risk' ? null : (
                <Td label="Expected" numeric>
                  {fact.expected === null ? 'unknown' : percent(fact.expected)}
                </Td>
              )}
              <Td label="Wanted" numeric>
                {percent(fact.threshold)}
              </Td>
            </Tr>
          ))}
        </TBody>
      </Table>
    </Card>
  )
}
