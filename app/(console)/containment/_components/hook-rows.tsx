import { Card } from '@/components/ui/section'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { OrderView } from '@/lib/identity/containment/contract'

const WORD = { waiting: 'Requested', confirmed: 'Confirmed', failed: 'Not confirmed' } as const
const TINT = { waiting: 'text-ink-2', confirmed: 'font-medium text-ink', failed: 'font-medium text-caution' } as const

/** Beside the enforcement points, what stops the pod, the process or the job itself. An order holds without it. */
export function HookRows({ hooks }: Readonly<{ hooks: OrderView['hooks'] }>) {
  if (hooks.length === 0) return null
  return (
    <Card title="Runtime hooks" description="Asked to stop the pod, the process or the job. The order holds whatever they answer." flush>
      <ul>
        {hooks.map(({ id, name, state, attempts, ms, ended_at, detail }) => (
          <li key={id} className="flex flex-wrap items-baseline gap-x-4 gap-y-1 border-t border-line px-4 py-2 text-sm">
            <bdi className="font-medium text-ink">{name}</bdi>
            <span className={TINT[state]}>{WORD[state]}</span>
            {state === 'confirmed' && ms !== null ? <span className="text-ink-2">after {Math.round(ms)} ms</span> : null}
            {ended_at ? <TimeStamp value={ended_at} style="time" className="text-ink-3" /> : attempts > 0 ? <span className="text-ink-3">tried {attempts === 1 ? 'once' : `${attempts} times`}, trying again</span> : null}
            {detail ? <span className="min-w-0 break-words text-ink-2">{detail}</span> : null}
          </li>
        ))}
      </ul>
    </Card>
  )
}
