import { Check, X } from 'lucide-react'
import type { ProbeView } from '@/lib/identity/reviews/contract'

const SHOWN = 6

/** What was found when it was looked at and tried, one line an attempt. */
export function ProbeList({ probe, agent }: Readonly<{ probe: ProbeView; agent: string }>) {
  const [first, rest] = [probe.checks.slice(0, SHOWN), probe.checks.slice(SHOWN)]
  return (
    <>
      <Lines checks={first} label={`What was found of ${agent}`} />
      {rest.length > 0 ? (
        <details className="text-xs text-ink-2">
          <summary className="cursor-pointer">{rest.length} more</summary>
          <Lines checks={rest} label={`What else was found of ${agent}`} />
        </details>
      ) : null}
    </>
  )
}

function Lines({ checks, label }: Readonly<{ checks: ProbeView['checks']; label: string }>) {
  return (
    <ul aria-label={label} className="flex flex-col gap-0.5 text-xs">
      {checks.map(({ check, ok, detail }) => (
        <li key={`${check} ${detail}`} className="flex gap-1.5">
          {ok ? <Check aria-hidden="true" className="mt-0.5 size-3.5 shrink-0 text-ink-3" /> : <X aria-hidden="true" className="mt-0.5 size-3.5 shrink-0 text-caution" />}
          <span className={ok ? 'min-w-0 break-words text-ink-2' : 'min-w-0 break-words text-caution'}>
            <span className="sr-only">{ok ? 'Proved. ' : 'Not proved. '}</span>
            <span className="font-medium">{check}</span>: {detail}
          </span>
        </li>
      ))}
    </ul>
  )
}
