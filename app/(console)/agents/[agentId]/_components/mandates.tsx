import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/section'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { MandateView } from '@/lib/identity/delegation/contract'
import type { AgentView } from '@/lib/identity/registry/contract'
import { GiveStandingMandate } from './give-standing-mandate'
import { WithdrawMandate } from './withdraw-mandate'

type Props = Readonly<{ agent: AgentView; mandates: readonly MandateView[] | null; mayGive: boolean; mayWithdraw: boolean }>

/** The roots of its chains: what people authorized it to do, and until when. */
export function Mandates({ agent, mandates, mayGive, mayWithdraw }: Props) {
  const scopes = agent.document.tools.map((tool) => `mcp:${tool.mcp_server}:${tool.tool_id}`)
  return (
    <Card
      id="mandates"
      title="Mandates"
      description={`${agent.live_delegations} live ${agent.live_delegations === 1 ? 'delegation hangs' : 'delegations hang'} on these.`}
      flush
      actions={mayGive && scopes.length > 0 ? <GiveStandingMandate agentId={agent.id} name={agent.name} scopes={scopes} /> : null}
    >
      {mandates === null ? (
        <p className="px-4 pb-4 text-sm text-ink-2">They are not yours to see.</p>
      ) : mandates.length === 0 ? (
        <p className="px-4 pb-4 text-sm text-ink-2">
          Nobody has authorized it to do anything yet. A person does by consenting when the agent asks; {mayGive ? 'you do for autonomous work.' : `its sponsor, ${agent.sponsor.name}, does for autonomous work.`}
        </p>
      ) : (
        <ul className="flex flex-col">
          {mandates.map((mandate) => (
            <Mandate key={mandate.id} mandate={mandate} mayWithdraw={mayWithdraw} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function Mandate({ mandate, mayWithdraw }: Readonly<{ mandate: MandateView; mayWithdraw: boolean }>) {
  const over = mandate.ended !== null
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 border-t border-line px-4 py-2.5 text-sm">
      <div className="min-w-0">
        <p className={over ? 'text-ink-3' : 'text-ink'}>
          {mandate.kind === 'standing' ? 'Autonomous, under the standing mandate of ' : 'For '}
          <strong className="font-semibold">
            <bdi>{mandate.person.name}</bdi>
          </strong>
          : “{mandate.purpose}”
        </p>
        <p className="text-xs text-ink-3">
          <TimeStamp value={mandate.created_at} /> {mandate.ended ? <>to <TimeStamp value={mandate.ended.at} />, {mandate.ended.reason}</> : <>until <TimeStamp value={mandate.expires_at} /></>}
        </p>
        <p className="mt-1 flex flex-wrap gap-1">
          {mandate.scopes.map((scope) => (
            <Badge key={scope} mono tone="outline" className={over ? 'opacity-60' : undefined}>
              {scope}
            </Badge>
          ))}
        </p>
      </div>
      {mayWithdraw && !over ? <WithdrawMandate mandateId={mandate.id} person={mandate.person.name} /> : null}
    </li>
  )
}
