import { Sparkline } from '@/components/charts/sparkline'
import { Badge } from '@/components/ui/badge'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TextLink } from '@/components/ui/text-link'
import type { DimensionView, PostureView } from '@/lib/identity/posture/contract'
import { deltaWords, LEVEL_WORD } from './words'

type Props = Readonly<{ caption: string; dimensions: readonly DimensionView[]; trend: PostureView['trend']; since: string | null }>

/** The numbers of the radar, one dimension a row, with how each went. */
export function DimensionTable({ caption, dimensions, trend, since }: Props) {
  return (
    <Table caption={caption} stack>
      <THead>
        <Th>Dimension</Th>
        <Th numeric>Score</Th>
        <Th>Level</Th>
        <Th numeric>{since ? `Since ${since}` : 'Before'}</Th>
        <Th numeric>Target</Th>
        <Th numeric>Measured</Th>
        <Th>Trend</Th>
      </THead>
      <TBody>
        {dimensions.map((dimension) => {
          const days = trend.flatMap(({ scores }) => scores[dimension.id] ?? [])
          return (
            <Tr key={dimension.id}>
              <Td label="Dimension">
                <TextLink href={`/maturity/weights#${dimension.id}`} title={dimension.about}>
                  {dimension.title}
                </TextLink>
              </Td>
              <Td label="Score" numeric>
                {dimension.score === null ? <span className="text-caution">unknown</span> : Math.round(dimension.score)}
              </Td>
              <Td label="Level">{dimension.level ? <Badge tone="outline">{LEVEL_WORD[dimension.level]}</Badge> : <span className="text-ink-3">none</span>}</Td>
              <Td label="Before" numeric className="text-ink-2">
                {deltaWords(dimension.score, dimension.before) ?? 'no day before'}
              </Td>
              <Td label="Target" numeric>
                {Math.round(dimension.target)}
              </Td>
              <Td label="Measured" numeric nowrap>
                {dimension.measured} of {dimension.facts.length}
              </Td>
              <Td label="Trend">
                {days.length > 1 ? (
                  <Sparkline values={days} label={`${dimension.title}: from ${Math.round(days[0] ?? 0)} to ${Math.round(days.at(-1) ?? 0)} in ${days.length} days`} />
                ) : (
                  <span className="text-xs text-ink-3">{days.length === 1 ? 'first day' : 'none'}</span>
                )}
              </Td>
            </Tr>
          )
        })}
      </TBody>
    </Table>
  )
}
