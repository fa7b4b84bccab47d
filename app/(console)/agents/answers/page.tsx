import type { Metadata } from 'next'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Card } from '@/components/ui/section'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import { may, me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import { MandateOffer } from '../../_components/mandate-offer'
import { RefusedState } from '../../_components/refused-state'
import { DecideOffer } from '../_components/decide-offer'
import { DecideOffers } from '../_components/decide-offers'
import { byOffer } from '../_components/offers'
import { AnsweredAgents } from './_components/answered-agents'
import { ToConfirm } from './_components/to-confirm'

export const metadata: Metadata = { title: 'What I answer for' }

type Props = Readonly<{ searchParams: Promise<{ person?: string | string[] }> }>

/** What a person answers for, and what needs them: their own page, or another's to read. */
export default async function AnswersPage({ searchParams }: Props) {
  const { person } = await searchParams
  const who = await me()
  const asked = typeof person === 'string' && person !== '' ? person : undefined
  const answers = await read((api) => api.ownership.answers({ person: asked }))
  if (!answers.ok) return <RefusedState refusal={answers.refusal} what="people" clearHref="/agents/answers" />
  const { value: view } = answers
  const isMine = view.person.id === who.id
  const together = byOffer(view.transfers)
  const offered = isMine ? await read((api) => api.mandates.offers({ mine: 'true' })) : null
  const offers = offered?.ok ? offered.value : []
  const waiting = view.transfers.length + view.drafts.length + offers.length + (view.to_confirm > 0 ? 1 : 0)
  return (
    <>
      <PageHeader
        trail={[{ label: 'Agents', href: '/agents' }]}
        title={isMine ? 'What I answer for' : `What ${view.person.name} answers for`}
        description={
          view.person.active
            ? `${view.agents.length}${view.more ? ' or more' : ''} ${view.agents.length === 1 ? 'agent' : 'agents'}. ${view.person.manager ? `Reports to ${view.person.manager.name}.` : 'No manager is on record.'}`
            : 'Has no access any more.'
        }
      />
      <div className="flex flex-col gap-6">
        <Card title={waiting === 0 ? 'Nothing needs an answer' : `${waiting}${view.transfers_more ? ' or more' : ''} ${waiting === 1 ? 'thing needs' : 'things need'} an answer`} flush>
          {waiting === 0 ? <p className="px-4 pb-4 text-sm text-ink-2">No agent is offered or is to be confirmed, and no draft waits.</p> : null}
          <ul aria-label="What needs an answer" className="flex flex-col empty:hidden">
            {view.to_confirm > 0 ? <ToConfirm view={view} /> : null}
            {together.map(([transfer, ...rest]) => (
              <li key={transfer.id} className="flex flex-wrap items-start justify-between gap-3 border-t border-line px-4 py-3 text-sm">
                <p className="min-w-0">
                  <TextLink href={`/agents/${transfer.agent.id}`} className="font-medium">
                    <bdi>{transfer.agent.name}</bdi>
                  </TextLink>{' '}
                  {rest.length > 0 ? `and ${rest.length.toLocaleString('en')}${view.transfers_more ? ' or more' : ''} others are` : 'is'} offered as {transfer.role}, from {transfer.from.name}, because “{transfer.reason}”. Open until{' '}
                  <TimeStamp value={transfer.expires_at} style="date" />.
                </p>
                {!isMine ? null : rest.length > 0 ? (
                  <DecideOffers offer={{ role: transfer.role, reason: transfer.reason, requested_by: transfer.requested_by, from: { id: transfer.from.id } }} person={view.person.id} known={rest.length + 1} more={view.transfers_more} />
                ) : (
                  <DecideOffer transferId={transfer.id} name={transfer.agent.name} />
                )}
              </li>
            ))}
            {offers.map((offer) => (
              <MandateOffer key={offer.id} offer={offer} />
            ))}
            {view.drafts.map((draft) => (
              <li key={draft.agent.id} className="flex flex-wrap items-start justify-between gap-3 border-t border-line px-4 py-3 text-sm">
                <p className="min-w-0">
                  Draft {draft.number} of <bdi className="font-medium">{draft.agent.name}</bdi>, at {draft.risk_level} risk, by {draft.author}, <TimeStamp value={draft.created_at} style="relative" />.
                </p>
                <TextLink href={`/agents/${draft.agent.id}/document`}>Read and decide</TextLink>
              </li>
            ))}
          </ul>
        </Card>
        {view.agents.length === 0 ? (
          <EmptyState because="nothing_yet" title="No agent">
            <p>{isMine ? 'You are owner, sponsor or deputy of no agent.' : 'Is owner, sponsor or deputy of no agent.'}</p>
          </EmptyState>
        ) : (
          <AnsweredAgents view={view} reader={who.id} mayConfirm={isMine} mayOffer={may(who, 'registry.transfer.request') && (isMine || who.role === 'admin')} />
        )}
      </div>
    </>
  )
}
