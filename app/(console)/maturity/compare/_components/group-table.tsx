import { Badge } from '@/components/ui/badge'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TextLink } from '@/components/ui/text-link'
import type { CompareView } from '@/lib/identity/posture/contract'
import { groupHref, nameOf, rowsHref, signed } from './compare-words'

/** What falls shortest in a group, by name; the rest is a click away. */
const SHORTEST = 2

export function GroupTable({ view: { by, groups } }: Readonly<{ view: CompareView }>) {
  const isRanked = by !== 'risk'
  return (
    <Table caption="Groups" stack>
      <THead>
        <Th>Group</Th>
        {isRanked ? <Th numeric>Rank</Th> : null}
        <Th numeric>Agents</Th>
        <Th numeric>Score</Th>
        {isRanked ? <Th numeric>Expected</Th> : null}
        {isRanked ? <Th numeric>Difference</Th> : null}
        <Th>Falls shortest in</Th>
      </THead>
      <TBody>
        {groups.map((group) => (
          <Tr key={group.of ?? '-'}>
            <Td lead>
              <span className="flex min-w-0 flex-wrap items-center gap-x-2">
                <TextLink href={groupHref(by, group.of)} className="font-medium">
                  <bdi>{nameOf(by, group.of)}</bdi>
                </TextLink>
                {group.small ? <Badge tone="outline">small</Badge> : null}
              </span>
              {group.mix_note ? <span className="block text-xs text-ink-3">{group.mix_note}</span> : null}
            </Td>
            {isRanked ? (
              <Td label="Rank" numeric>
                {group.rank ?? <span className="text-ink-3">not ranked</span>}
              </Td>
            ) : null}
            <Td label="Agents" numeric>
              <TextLink href={rowsHref('owned', by, group.of, 'all')}>{group.agents}</TextLink>
            </Td>
            <Td label="Score" numeric>
              {group.score === null ? <span className="text-caution">unknown</span> : Math.round(group.score)}
            </Td>
            {isRanked ? (
              <Td label="Expected" numeric>
                {group.expected === null ? <span className="text-caution">unknown</span> : Math.round(group.expected)}
              </Td>
            ) : null}
            {isRanked ? (
              <Td label="Difference" numeric nowrap className="text-ink-2">
                {group.difference === null ? 'not known' : signed(group.difference)}
              </Td>
            ) : null}
            <Td label="Shortest in">
              <ul className="min-w-0">
                {group.facts
                  .filter(({ good, total, weight }) => good < total && weight > 0)
                  .slice(0, SHORTEST)
                  .map((fact) => (
                    <li key={fact.id} className="min-w-0 break-words">
                      <TextLink href={rowsHref(fact.id, by, group.of)}>{fact.title}</TextLink> <span className="whitespace-nowrap text-ink-3">{`${fact.good} of ${fact.total}`}</span>
                    </li>
                  ))}
              </ul>
            </Td>
          </Tr>
        ))}
      </TBody>
    </Table>
  )
}
