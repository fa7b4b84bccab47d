import { cn } from '@/components/ui/cn'
import { RISK_LEVELS, type RiskLevel as Level } from '@/lib/kernel/risk-levels'

/** Four steps, told by their number and their word: the signal colour is kept for what is halted. */
export function RiskLevel({ level }: Readonly<{ level: Level }>) {
  const step = RISK_LEVELS.indexOf(level) + 1
  return (
    <span className={cn('inline-flex items-center gap-1.5', step >= 3 ? 'font-medium text-ink' : 'text-ink-2')}>
      <span aria-hidden="true" className="inline-flex items-end gap-px">
        {RISK_LEVELS.map((each, index) => (
          <span key={each} className={cn('w-1 rounded-[1px]', index < step ? 'bg-current' : 'bg-line')} style={{ height: 4 + index * 2 }} />
        ))}
      </span>
      {level}
    </span>
  )
}
