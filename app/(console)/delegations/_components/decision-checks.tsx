import { Check, X } from 'lucide-react'
import { cn } from '@/components/ui/cn'
import type { EventView } from '@/lib/identity/ledger/contract'

/** The checks, as recorded when they were made. The first that failed is why. */
export function DecisionChecks({ event }: Readonly<{ event: EventView }>) {
  if (event.decision.length === 0)
    return <p className="text-sm text-ink-2">{event.reason ? `Refused, because ${event.reason}. ` : ''}No single checks were recorded for this kind of event: the permission of whoever acted decided.</p>
  const failed = event.decision.find((check) => !check.ok)
  return (
    <>
      <p className="pb-2 text-sm text-ink">
        {failed ? (
          <>
            Denied{event.reason ? <>, because {event.reason}</> : null}. It failed at <strong className="font-semibold">{words(failed.check)}</strong>.
          </>
        ) : event.result === 'denied' ? (
          <>Denied, because {event.reason ?? 'a check failed'}.</>
        ) : (
          'Allowed: every check held.'
        )}
      </p>
      <ol aria-label="Checks, in order" className="flex flex-col">
        {event.decision.map((check) => (
          <li key={check.check} className={cn('flex items-start gap-2.5 border-t border-line py-1.5 text-sm', check === failed && 'font-medium')}>
            {check.ok ? <Check aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-ink-3" /> : <X aria-hidden="true" strokeWidth={2.5} className="mt-0.5 size-4 shrink-0 text-ink" />}
            <span className="sr-only">{check.ok ? 'held: ' : 'failed: '}</span>
            <span className="w-36 shrink-0 text-ink">{words(check.check)}</span>
            <span className="min-w-0 break-words text-ink-2">{check.detail}</span>
          </li>
        ))}
      </ol>
    </>
  )
}

const WORDS: Readonly<Record<string, string>> = {
  proof_of_possession: 'proof of possession',
  edge: 'may delegate to',
  owner_alive: 'owner and sponsor',
}
const words = (check: string) => WORDS[check] ?? check.replaceAll('_', ' ')
