import { Card } from '@/components/ui/section'
import type { MandateOfferView, MandateView } from '@/lib/identity/delegation/contract'
import type { AgentView } from '@/lib/identity/registry/contract'
import { MandateItem } from '../../../_components/mandate-item'
import { MandateOffer } from '../../../_components/mandate-offer'
import { GiveStandingMandate } from './give-standing-mandate'

type Props = Readonly<{ agent: AgentView; mandates: readonly MandateView[] | null; /** Of retired agents that it follows. */ offers: readonly MandateOfferView[]; mayGive: boolean; mayWithdraw: boolean }>

/** The roots of its chains: what people authorized it to do, and until when. */
export function Mandates({ agent, mandates, offers, mayGive, mayWithdraw }: Props) {
  const scopes = agent.document.tools.map((tool) => `mcp:${tool.mcp_server}:${tool.tool_id}`)
  return (
    <Card
      id="mandates"
      title="Mandates"
      description={mandates?.length ? `${agent.live_delegations} live ${agent.live_delegations === 1 ? 'delegation goes' : 'delegations go'} through it now.` : undefined}
      flush
      actions={mayGive && scopes.length > 0 ? <GiveStandingMandate agentId={agent.id} name={agent.name} scopes={scopes} /> : null}
    >
      {offers.length > 0 ? (
        <ul aria-label="Offered" className="flex flex-col">
          {offers.map((offer) => (
            <MandateOffer key={offer.id} offer={offer} />
          ))}
        </ul>
      ) : null}
      {mandates === null ? (
        <p className="px-4 pb-4 text-sm text-ink-2">They are not yours to see.</p>
      ) : mandates.length === 0 ? (
        <p className="px-4 pb-4 text-sm text-ink-2">
          {agent.live_delegations > 0 ? 'It has none of its own: what it does now, other agents passed on to it. ' : 'Nobody has authorized it to do anything yet. '}A person does by consenting when the agent asks; {mayGive ? 'you do for autonomous work.' : `its sponsor, ${agent.sponsor.name}, does for autonomous work.`}
        </p>
      ) : (
        <ul className="flex flex-col">
          {mandates.map((mandate) => (
            <MandateItem key={mandate.id} mandate={mandate} mayWithdraw={mayWithdraw} />
          ))}
        </ul>
      )}
    </Card>
  )
}
