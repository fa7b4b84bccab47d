import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { EventRow, EventView } from '@/lib/identity/ledger/contract'

/** What gave out the session that this was done with, and what was done with the one that this gave out. */
export function ImportedSession({ session, href }: Readonly<{ session: EventView['session']; href: (event: EventRow) => string }>) {
  if (!session || (!session.given_by && session.used_by.length === 0)) return null
  return (
    <div className="flex flex-col gap-3 border-t border-line pt-3 text-sm">
      {session.given_by ? (
        <p>
          <TextLink href={href(session.given_by)}>Where its session was given out</TextLink>, <TimeStamp value={session.given_by.at} />
        </p>
      ) : null}
      {session.used_by.length > 0 ? (
        <div>
          <p className="font-medium">Done with the session that it gave out</p>
          <ol className="mt-1 flex flex-col gap-1">
            {session.used_by.map((event) => (
              <li key={event.id} className="break-words">
                <TextLink href={href(event)}>
                  <bdi>{event.tool ?? event.action}</bdi>
                </TextLink>{' '}
                <span className="text-xs text-ink-3">
                  {event.result}, <TimeStamp value={event.at} />
                </span>
              </li>
            ))}
          </ol>
        </div>
      ) : null}
    </div>
  )
}
