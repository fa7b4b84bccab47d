import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { OrderView } from '@/lib/identity/containment/contract'

/** Where what happened is worked on; and, of an order in force, whether restoring it in full waits for that. */
export function IncidentLine({ order }: Readonly<{ order: OrderView }>) {
  const { incident, lifted, mode } = order
  if (!incident) return <p className="text-sm text-ink-2">This order belongs to no incident.</p>
  const { resolved, demanded } = incident
  return (
    <p className="text-sm text-ink-2">
      <TextLink href={`/containment/incidents/${incident.id}`}>Incident {incident.number}</TextLink>{' '}
      {resolved ? (
        <span className="break-words">
          is resolved, since <TimeStamp value={resolved.at} />: “{resolved.cause}”
        </span>
      ) : (
        <span>
          <span className="font-medium text-caution">is open</span>
          {lifted || mode === 'kill' ? '.' : demanded ? '. Restoring in full waits until it is resolved.' : '. Restoring does not wait for it here; whoever restores should know the cause.'}
        </span>
      )}
    </p>
  )
}
