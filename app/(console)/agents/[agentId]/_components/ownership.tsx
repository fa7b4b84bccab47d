import { PersonBadge } from '@/components/identity/person-badge'
import { DescriptionList } from '@/components/ui/description-list'
import { Notice } from '@/components/ui/notice'
import { Card } from '@/components/ui/section'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { OwnershipView } from '@/lib/identity/registry/ownership-contract'
import { ConfirmAgent } from '../../_components/confirm-agent'
import { DecideOffer } from '../../_components/decide-offer'
import { LapseWords } from '../../_components/lapse-words'
import { OfferAgent } from '../../_components/offer-agent'
import { NameDeputies } from './name-deputies'

const RELATIONS = { deputy: 'deputy', manager: 'manager', team_lead: 'team lead' } as const
type Props = Readonly<{ ownership: OwnershipView; me: string; /** Nobody follows any more, and nobody has to. */ retired: boolean }>

/** Who answers for it, who would next, and what is offered to whom. */
export function Ownership({ ownership, me, retired }: Props) {
  const { owner, sponsor, follows_owner, follows_sponsor, transfers, people } = ownership
  const open = transfers.filter((transfer) => transfer.state === 'requested')
  return (
    <Card
      id="ownership"
      title="Who answers for it"
      description="When one of them leaves, it goes to whoever is next. With nobody left it stops."
      actions={
        ownership.may_change ? (
          <>
            <NameDeputies agentId={ownership.agent.id} deputies={ownership.deputies} />
            <OfferAgent agent={ownership.agent} />
          </>
        ) : null
      }
    >
      <DescriptionList
        entries={[
          { term: 'Owner', exact: 'Technical: runs it', value: <PersonBadge name={owner.name} gone={!owner.active} href={`/agents/answers?person=${owner.id}`} /> },
          { term: 'Then', value: <Follows list={follows_owner} /> },
          { term: 'Sponsor', exact: 'The accountable human', value: <PersonBadge name={sponsor.name} gone={!sponsor.active} href={`/agents/answers?person=${sponsor.id}`} /> },
          { term: 'Then', value: <Follows list={follows_sponsor} /> },
          ...(ownership.team ? [{ term: 'Team', value: ownership.team_id ? <TextLink href={`/teams/${ownership.team_id}`}><bdi>{ownership.team}</bdi></TextLink> : <><bdi>{ownership.team}</bdi>, which is not set up: nobody follows for it</> }] : []),
        ]}
      />
      {!retired && (follows_owner.length === 0 || follows_sponsor.length === 0) ? (
        <Notice tone="caution" className="mt-3">
          Nobody would follow its {follows_owner.length === 0 ? 'owner' : 'sponsor'}: it stops when they leave. Name a deputy.
        </Notice>
      ) : null}
      {!retired && people.named < people.needed ? (
        <Notice tone="caution" className="mt-3">
          At its risk {people.needed} people answer for an agent, and for this one {people.named}. Name deputies: a draft of it is not approved before.
        </Notice>
      ) : null}
      <Lapse ownership={ownership} />
      {open.map((transfer) => (
        <div key={transfer.id} className="mt-3 flex flex-wrap items-start justify-between gap-3 border-t border-line pt-3 text-sm">
          <p className="min-w-0">
            Offered to <bdi className="font-medium">{transfer.to.name}</bdi> as {transfer.role}, by {transfer.requested_by}, because “{transfer.reason}”. Open until <TimeStamp value={transfer.expires_at} style="date" />.
          </p>
          {transfer.to.id === me ? <DecideOffer transferId={transfer.id} name={transfer.agent.name} /> : ownership.may_change ? <DecideOffer transferId={transfer.id} name={transfer.agent.name} mine /> : null}
        </div>
      ))}
    </Card>
  )
}

/** When somebody last said that it is needed, and what follows where nobody does again. */
function Lapse({ ownership: { agent, lapse } }: Readonly<{ ownership: OwnershipView }>) {
  const { confirmed, reconfirm, inactive, may_confirm } = lapse
  const pressing = [reconfirm, inactive].filter((one) => one !== null && one.phase !== 'fine')
  if (!confirmed && !reconfirm && !inactive && !may_confirm) return null
  return (
    <div className="mt-3 flex flex-wrap items-start justify-between gap-3 border-t border-line pt-3 text-sm">
      <div className="min-w-0 text-ink-2">
        <p>
          {confirmed ? (
            <>
              Said to be needed by <bdi>{confirmed.by}</bdi>, <TimeStamp value={confirmed.at} style="date" />.
            </>
          ) : (
            'Nobody has said since it was registered that it is needed.'
          )}
          {reconfirm?.phase === 'fine' ? (
            <>
              {' '}To be confirmed again by <LapseWords lapse={reconfirm} />.
            </>
          ) : null}
        </p>
        {pressing.map((one) =>
          one ? (
            <Notice key={one.stops_at} tone="caution" className="mt-2">
              {one === inactive ? 'It is not used. It' : 'It'} <LapseWords lapse={one} />.
            </Notice>
          ) : null,
        )}
      </div>
      {may_confirm ? <ConfirmAgent agent={agent} /> : null}
    </div>
  )
}

function Follows({ list }: Readonly<{ list: OwnershipView['follows_owner'] }>) {
  if (list.length === 0) return <span className="text-ink-3">nobody</span>
  return list.map((one) => `${one.name} (${RELATIONS[one.relation]})`).join(', ')
}
