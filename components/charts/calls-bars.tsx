import { cn } from '@/components/ui/cn'
import type { CallsBucket } from './calls-bucket'
import { axisTop } from './axis-top'
import { SERIES_FILL, type Series } from './series'

type Bucket = CallsBucket & { label: string }
const ORDER = ['cut', 'denied', 'allowed'] as const satisfies readonly Series[]
const WORD: Readonly<Record<Series, string>> = { allowed: 'allowed', denied: 'denied', cut: 'cut by a halt' }
/** An hour is named under every so many bars, so that names have room on a phone. */
const NAMED_EVERY = 6

/** Stacked bars as plain boxes: they come with the page, where a chart library would be a third of its script. */
export function CallsBars({ buckets }: Readonly<{ buckets: readonly Bucket[] }>) {
  const top = axisTop(Math.max(0, ...buckets.map((bucket) => bucket.allowed + bucket.denied + (bucket.cut ?? 0))))
  const ticks = top > 1 ? [top, top / 2, 0] : [top, 0]
  return (
    <div className="relative h-44 pb-5 pl-11 pt-6 text-[11px] text-ink-3">
      <span className="absolute left-0 top-0 w-9 text-right">calls</span>
      <div className="relative h-full">
        {ticks.map((tick) => (
          <div key={tick} className="absolute inset-x-0 border-t border-line" style={{ bottom: `${(tick / top) * 100}%` }}>
            <span className="tabular absolute -left-11 -top-2 w-9 text-right">{tick}</span>
          </div>
        ))}
        <div className="absolute inset-0 flex items-stretch gap-[3px] max-sm:gap-px">
          {buckets.map((bucket, index) => (
            <Bar key={bucket.at} bucket={bucket} top={top} isLate={index > buckets.length / 2} named={index % NAMED_EVERY === 0} />
          ))}
        </div>
      </div>
    </div>
  )
}

function Bar({ bucket, top, isLate, named }: Readonly<{ bucket: Bucket; top: number; isLate: boolean; named: boolean }>) {
  const parts = ORDER.flatMap((series) => {
    const value = bucket[series] ?? 0
    return value > 0 ? [{ series, value }] : []
  })
  return (
    <div className="group relative flex min-w-0 grow basis-0 flex-col justify-end hover:bg-hover">
      {parts.map(({ series, value }) => (
        <div key={series} style={{ height: `${(value / top) * 100}%`, background: SERIES_FILL[series] }} className="min-h-px" />
      ))}
      {named ? <span className="absolute left-0 top-full pt-1 leading-none">{bucket.label}</span> : null}
      <div className={cn('pointer-events-none absolute bottom-1/2 z-10 hidden whitespace-nowrap rounded-md bg-strong px-2 py-1 text-xs text-on-strong group-hover:block', isLate ? 'right-full mr-1' : 'left-full ml-1')}>
        <p className="font-semibold">{bucket.label}</p>
        {parts.length === 0 ? <p>no calls</p> : parts.map(({ series, value }) => <p key={series}>{`${value} ${WORD[series]}`}</p>)}
      </div>
    </div>
  )
}
