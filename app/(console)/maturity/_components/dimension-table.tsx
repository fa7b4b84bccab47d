import { Sparkline } from '@/components/charts/sparkline'
import { Badge } from '@/components/ui/badge'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TextLink } from '@/components/ui/text-link'
import type { DimensionView, PostureView } from '@/lib/identity/posture/contract'
import { deltaWords, LEVEL_WORD } from './words'

type Props = Readonly<{ caption: string; dimensions: readonly DimensionView[]; trend: PostureView['trend']; since: string | null }>

/** Not on a phone: a line a dimension is worth more there than every column. */
const WIDE = 'max-sm:hidden'

/** The numbers of the radar, one dimension a row, with how each went. */
export function DimensionTable({ caption, dimensions, trend, since }: Props) {
  return (
    <Table caption={caption}>
      <THead>
        <Th>Dimension</Th>
        <Th numeric>Score</Th>
        <Th className={WIDE}>Level</Th>
        {since ? <Th numeric>Since {since}</Th> : null}
        <Th numeric>Target</Th>
        <Th numeric className={WIDE}>
          Measured
        </Th>
        {since ? <Th className={WIDE}>Trend</Th> : null}
      </THead>
      <TBody>
        {dimensions.map((dimension) => {
          const days = trend.flatMap(({ scores }) => scores[dimension.id] ?? [])
          return (
            <Tr key={dimension.id}>
              <Td>
                <TextLink href={`/maturity/weights#${dimension.id}`} title={dimension.about}>
                  {dimension.title}
                </TextLink>
              </Td>
              <Td numeric>{dimension.score === null ? <span className="text-caution">unknown</span> : Math.round(dimension.score)}</Td>
              <Td className={WIDE}>{dimension.level ? <Badge tone="outline">{LEVEL_WORD[dimension.level]}</Badge> : <span className="text-ink-3">none</span>}</Td>
              {since ? (
                <Td numeric nowrap className="text-ink-2">
                  {deltaWords(dimension.score, dimension.before) ?? 'not known then'}
                </Td>
              ) : null}
              <Td numeric>{Math.round(dimension.target)}</Td>
              <Td numeric nowrap className={WIDE}>
                {dimension.measured} of {dimension.facts.length}
              </Td>
              {since ? (
                <Td className={WIDE}>
                  {days.length > 1 ? <Sparkline values={days} label={`${dimension.title}: from ${Math.round(days[0] ?? 0)} to ${Math.round(days.at(-1) ?? 0)} in ${days.length} days`} /> : null}
                </Td>
              ) : null}
            </Tr>
          )
        })}
      </TBody>
    </Table>
  )
}
