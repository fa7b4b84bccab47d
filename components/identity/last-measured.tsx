import { TimeStamp } from '@/components/ui/time-stamp'

export type LastMeasured = Readonly<{ at: string; p99_ms: number; points_proven: number; points_total: number }>

/** How fast a halt was when it was last tried, beside the button that halts. Never measured is said as plainly. */
export function LastMeasuredLine({ last }: Readonly<{ last: LastMeasured | null }>) {
  if (!last) return <p className="text-xs text-caution">Never measured: no drill has shown yet how fast a halt works here.</p>
  return (
    <p className="text-xs text-ink-2">
      Last measured p99 {Math.round(last.p99_ms)} ms, {last.points_proven} of {last.points_total} {last.points_total === 1 ? 'point' : 'points'}, <TimeStamp value={last.at} style="relative" />
    </p>
  )
}
