import type { ReactNode } from 'react'
import { Card } from '@/components/ui/section'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { HaltRequestView, OrderView } from '@/lib/identity/containment/contract'
import type { MandateOfferView } from '@/lib/identity/delegation/contract'
import type { AnswersView } from '@/lib/identity/registry/ownership-contract'
import type { MyReviews } from '@/lib/identity/reviews/contract'

export type Work = Readonly<{
  me: string
  reviews: MyReviews | null
  answers: AnswersView | null
  /** Standing mandates of retired agents, for an agent that the reader sponsors. */
  offers: readonly MandateOfferView[]
  /** Null: not this reader's to confirm. */
  requests: readonly HaltRequestView[] | null
  /** Orders in force; null: not this reader's to restore. */
  orders: readonly OrderView[] | null
}>
type Item = { key: string; href: string; what: ReactNode; when: ReactNode }

/** What waits for the reader, the most pressing kind first. Where nothing does, it says so in one line. */
export function MyWork(work: Work) {
  const items = [...requestItems(work), ...restoreItems(work), ...reviewItems(work), ...answerItems(work)]
  if (items.length === 0) return <p className="text-sm text-ink-2">Nothing needs you right now.</p>
  return (
    <Card title={`${items.length} ${items.length === 1 ? 'thing needs' : 'things need'} you`} flush>
      <ul aria-label="What needs you">
        {items.map(({ key, href, what, when }) => (
          <li key={key} className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 border-t border-line px-4 py-2 text-sm first:border-t-0">
            <TextLink href={href} className="min-w-0 break-words">
              {what}
            </TextLink>
            <span className="text-ink-2">{when}</span>
          </li>
        ))}
      </ul>
    </Card>
  )
}

const requestItems = ({ requests, me }: Work): Item[] =>
  (requests ?? [])
    .filter(({ requested_by }) => requested_by.id !== me)
    .map(({ id, target, requested_by, expires_at }) => ({
      key: id,
      href: '/containment',
      what: <>Confirm or turn down halting {target.name}, as {requested_by.name} asks</>,
      when: <>ends <TimeStamp value={expires_at} style="relative" /></>,
    })) // prettier-ignore

/** A stage of restoring that somebody has signed, and that waits for one more who is not them. */
const restoreItems = ({ orders, me }: Work): Item[] =>
  (orders ?? []).flatMap(({ id, target, next_stage, signatures }) => {
    const signed = signatures.filter(({ stage }) => stage === next_stage)
    if (next_stage === null || signed.length === 0 || signed.some(({ person }) => person.id === me)) return []
    return [{ key: id, href: `/containment/${id}`, what: <>Sign restoring {target.name}, or do not</>, when: <>signed by {signed.map(({ person }) => person.name).join(' and ')}</> }]
  })

const reviewItems = ({ reviews }: Work): Item[] => [
  ...(reviews?.campaigns ?? []).map(({ id, name, due_at, decide, ready, certify, answer, soon }) => ({
    key: id,
    href: `/reviews/${id}`,
    what: <>Review “{name}”: {[decide > ready ? `${decide - ready} to decide` : '', ready > 0 ? `${ready} decided and not submitted` : '', certify > 0 ? `${certify} to certify` : '', answer > 0 ? `${answer} ${answer === 1 ? 'question' : 'questions'} to answer` : ''].filter(Boolean).join(', ')}</>,
    when: <span className={soon ? 'font-medium text-caution' : ''}>{soon ? 'reminder: ' : ''}due <TimeStamp value={due_at} style="relative" /></span>,
  })),
  ...(reviews?.escalations ?? []).map(({ campaign, reviewer, items, due_at, over }) => ({
    key: `${campaign.id} ${reviewer.id}`,
    href: `/reviews/${campaign.id}?show=all`,
    what: over ? <>{items} of “{campaign.name}” {reviewer.name} never answered: have {items === 1 ? 'it' : 'them'} reviewed</> : <>{reviewer.name} has {items} of “{campaign.name}” undecided: remind them, or reassign</>,
    when: <span className="text-caution">{over ? 'was due' : 'due'} <TimeStamp value={due_at} style="relative" /></span>,
  })),
  ...(reviews?.applies ?? []).map(({ id, name, items, paused }) => ({
    key: `apply ${id}`,
    href: `/reviews/${id}?show=all`,
    what: paused ? <>Applying “{name}” has paused: {paused.because}</> : <>Confirm what “{name}” takes from {items} {items === 1 ? 'agent' : 'agents'}</>,
    when: paused ? <>{items} not applied{paused.by ? <>, paused by {paused.by}</> : null}</> : <span className="text-caution">it is not applied until then</span>,
  })),
  ...(reviews?.held ?? []).map(({ id, name, because }) => ({ key: id, href: `/reviews/new?schedule=${id}`, what: <>Launch “{name}” yourself: {because}</>, when: 'due' })),
] // prettier-ignore

const answerItems = ({ answers, offers }: Work): Item[] => [
  ...offers.map(({ id, agent, from, purpose, expires_at }) => ({ key: `offer ${id}`, href: `/agents/${agent.id}#mandates`, what: <>Give {agent.name} what {from.name} did, or do not: “{purpose}”</>, when: <>open until <TimeStamp value={expires_at} style="date" /></> })),
  ...(answers?.transfers ?? []).map(({ id, agent, role, from, expires_at }) => ({
    key: id,
    href: '/agents/answers',
    what: <>Accept {agent.name} as its {role}, or decline it; from {from.name}</>,
    when: <>open until <TimeStamp value={expires_at} style="date" /></>,
  })),
  ...(answers?.drafts ?? []).map(({ agent, number, author, created_at }) => ({
    key: `${agent.id}-${number}`,
    href: `/agents/${agent.id}/document`,
    what: <>Read and decide draft {number} of {agent.name}, by {author}</>,
    when: <>written <TimeStamp value={created_at} style="relative" /></>,
  })),
  ...confirmItems(answers),
] // prettier-ignore

const CONFIRM_LINES = 3
/** A line for each, or one for all where they are many: these are confirmed together. */
const confirmItems = (answers: AnswersView | null): Item[] => {
  if (answers && answers.to_confirm > CONFIRM_LINES)
    return [{ key: 'lapses', href: '/agents/answers#agents', what: <>Confirm that {answers.to_confirm.toLocaleString('en')} agents are still needed</>, when: 'or they stop' }]
  return (answers?.agents ?? []).flatMap(({ id, name, lapse }) =>
    lapse === null || lapse.phase === 'fine' ? [] : [{ key: `lapse ${id}`, href: `/agents/${id}#ownership`, what: <>Confirm that {name} is still needed{lapse.kind === 'inactive' ? ', though it is not used' : ''}</>, when: <span className={lapse.phase === 'notice' ? '' : 'font-medium text-caution'}>or it stops on <TimeStamp value={lapse.stops_at} style="date" /></span> }],
  )
} // prettier-ignore
