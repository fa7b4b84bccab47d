import { cn } from './cn'

type Props = Readonly<{
  label: string
  /** Done for good: submitted, applied, confirmed. */
  done: number
  /** Decided but not yet sent: the lighter part of the bar. */
  ready?: number
  total: number
  /** What is counted: "items", "enforcement points". */
  unit: string
  className?: string
}>

const share = (part: number, total: number) => `${total > 0 ? Math.min(100, (100 * part) / total) : 0}%`

export function Progress({ label, done, ready = 0, total, unit, className }: Props) {
  const sentence = `${done} of ${total} ${unit}${ready ? `, ${ready} more ready` : ''}`
  return (
    <div className={cn('flex min-w-0 flex-col gap-1', className)}>
      <div className="flex justify-between gap-4 text-xs">
        <span className="font-medium text-ink">{label}</span>
        <span className="text-ink-3">{sentence}</span>
      </div>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={done}
        aria-valuetext={sentence}
        className="flex h-1.5 overflow-hidden rounded-full bg-selected"
      >
        <span className="bg-strong transition-[width]" style={{ width: share(done, total) }} />
        <span className="bg-ink-3 transition-[width]" style={{ width: share(ready, total) }} />
      </div>
    </div>
  )
}
