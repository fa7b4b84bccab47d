import { Badge } from '@/components/ui/badge'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { MandateView } from '@/lib/identity/delegation/contract'
import { WithdrawMandate } from './withdraw-mandate'

type Props = Readonly<{ mandate: MandateView; mayWithdraw: boolean; /** Beside other agents' mandates it says whose it is. */ withAgent?: boolean }>

/** For whom or under whose standing mandate, why, until when, and what it holds. */
export function MandateItem({ mandate, mayWithdraw, withAgent = false }: Props) {
  const { kind, person, agent, ended } = mandate
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 border-t border-line px-4 py-2.5 text-sm sm:flex-nowrap">
      <div className="min-w-0">
        <p className={ended ? 'text-ink-3' : 'text-ink'}>
          {withAgent ? (
            <>
              <TextLink href={`/agents/${agent.id}`} className="font-semibold">
                <bdi>{agent.name}</bdi>
              </TextLink>
              {', '}
            </>
          ) : null}
          {kind === 'standing' ? (withAgent ? 'autonomous, under the standing mandate of ' : 'Autonomous, under the standing mandate of ') : withAgent ? 'for ' : 'For '}
          <strong className="font-semibold">
            <bdi>{person.name}</bdi>
          </strong>
          : “{mandate.purpose}”
        </p>
        <p className="text-xs text-ink-3">
          <TimeStamp value={mandate.created_at} />{' '}
          {ended ? (
            <>
              to <TimeStamp value={ended.at} />, {ended.reason}
            </>
          ) : (
            <>
              until <TimeStamp value={mandate.expires_at} />
            </>
          )}
        </p>
        <p className="mt-1 flex flex-wrap gap-1">
          {mandate.scopes.map((scope) => (
            <Badge key={scope} mono tone="outline" className={ended ? 'border-dashed' : undefined}>
              {scope}
            </Badge>
          ))}
        </p>
      </div>
      {mayWithdraw && !ended ? <WithdrawMandate mandateId={mandate.id} person={person.name} /> : null}
    </li>
  )
}
