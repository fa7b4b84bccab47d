import { PhoneFold } from '@/components/ui/phone-fold'
import { TextLink } from '@/components/ui/text-link'
import type { DimensionView, FactView } from '@/lib/identity/posture/contract'
import { RemedyButton } from './remedy-button'
import { percent, ratio } from './words'

const EFFORT = ['', 'little work', 'some work', 'much work'] as const

/** What a phone shows without being asked. */
const FIRST = 5

type Props = Readonly<{ gaps: readonly FactView[]; dimensions: readonly DimensionView[]; may: readonly string[] }>

/** Ordered by the points that mending each would add for the work that it takes. */
export function GapList({ gaps, ...rest }: Props) {
  const more = gaps.slice(FIRST)
  return (
    <>
      <Gaps label="Gaps, most risk for the least effort first" gaps={gaps.slice(0, FIRST)} from={0} {...rest} />
      {more.length === 0 ? null : (
        <PhoneFold summary={`${more.length} more ${more.length === 1 ? 'gap' : 'gaps'}`} className="max-sm:border-t max-sm:border-line">
          <Gaps label="More gaps" gaps={more} from={FIRST} {...rest} />
        </PhoneFold>
      )}
    </>
  )
}

function Gaps({ label, gaps, from, dimensions, may }: Props & Readonly<{ label: string; from: number }>) {
  const titles = new Map(dimensions.map(({ id, title }) => [id, title]))
  return (
    <ol aria-label={label} start={from + 1}>
      {gaps.map((gap, index) => (
        <li key={gap.id} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-t border-line px-4 py-2.5 text-sm">
          <div className="flex min-w-0 grow basis-72 gap-3">
            <span aria-hidden="true" className="w-5 shrink-0 text-right text-ink-3">
              {from + index + 1}
            </span>
            <div className="min-w-0">
              <TextLink href={`/maturity/facts/${gap.id}`} className="font-medium">
                {gap.title}
              </TextLink>
              <p className="text-xs text-ink-3">
                {titles.get(gap.dimension)}; {EFFORT[gap.effort]}, adds up to {(gap.gain * gap.effort).toFixed(1)} points
              </p>
            </div>
          </div>
          <span className="w-40 text-ink-2 max-sm:w-auto">
            {gap.total === 0 ? 'not measured yet' : `${ratio(gap)}, wanted ${percent(gap.threshold)}`}
          </span>
          <span className="w-48 text-right max-sm:w-auto">
            <RemedyButton fact={gap} may={may} primary={from + index === 0} />
          </span>
        </li>
      ))}
    </ol>
  )
}
