import { Check, CircleDashed, Minus, TriangleAlert } from 'lucide-react'
import { EventSentence } from '@/components/identity/event-sentence'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { PhoneFold } from '@/components/ui/phone-fold'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { DrawItemView, WalkEvidence } from '@/lib/identity/audit/contract'
import { EventMark } from '../../../_components/event-mark'
import { sentenceParts } from '../../../_components/sentence-parts'

const WHAT: Record<WalkEvidence['what'], string> = { human: 'Human', mandate: 'Mandate', chain: 'Chain', document: 'Document', decision: 'Decision', outcome: 'Outcome', sealed: 'In the log' }
const LOOK = {
  there: { icon: Check, word: 'on record', tint: 'text-calm' },
  missing: { icon: TriangleAlert, word: 'missing', tint: 'text-caution' },
  not_needed: { icon: Minus, word: 'not needed', tint: 'text-ink-3' },
} as const

type Props = Readonly<{ item: DrawItemView; mayMark: boolean; sending: boolean; onFollow: () => void; onNote: () => void }>

/** One event: what it says, what it needs to lead to a human, and what was found. */
export function WalkRow({ item, mayMark, sending, onFollow, onNote }: Props) {
  const missing = item.evidence.filter(({ state }) => state === 'missing')
  return (
    <li tabIndex={-1} data-number={item.number} aria-label={`Event ${item.number}`} className="scroll-mt-20 border-t border-line px-4 py-3 text-sm focus:bg-hover focus-visible:outline-2 focus-visible:-outline-offset-2">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="flex min-w-0 grow basis-80 gap-3">
          <span aria-hidden="true" className="w-5 shrink-0 text-right text-ink-3">
            {item.number}
          </span>
          <div className="min-w-0">
            <p className="flex min-w-0 gap-2">
              <EventMark event={item.event} className="mt-0.5" />
              <EventSentence parts={sentenceParts(item.event)} className="min-w-0 break-words" />
            </p>
            <p className="flex flex-wrap gap-x-3 pt-0.5 text-xs text-ink-3">
              <TimeStamp value={item.event.at} />
              <TextLink href={`/ledger/${item.event.id}`}>Entry #{item.position}</TextLink>
              {item.event.delegation_id ? <TextLink href={`/delegations?event=${item.event.id}`}>Its chain</TextLink> : null}
            </p>
          </div>
        </div>
        <Found item={item} missing={missing.length} />
      </div>
      <PhoneFold summary={missing.length === 0 ? 'Nothing is missing' : `Missing: ${missing.map(({ what }) => WHAT[what].toLowerCase()).join(', ')}`} className="sm:pl-8">
        <dl className="grid gap-x-8 pt-2 lg:grid-cols-2">
          {item.evidence.map((one) => (
            <Evidence key={one.what} {...one} />
          ))}
        </dl>
      </PhoneFold>
      {mayMark ? (
        <div className="flex flex-wrap gap-2 pt-2 sm:pl-8 print:hidden">
          <Button size="sm" variant={item.mark ? 'ghost' : 'secondary'} pending={sending} onClick={onFollow}>
            Followed<span className="sr-only">: event {item.number}</span>
          </Button>
          <Button size="sm" variant="ghost" onClick={onNote}>
            Say otherwise, or note<span className="sr-only">: event {item.number}</span>
          </Button>
        </div>
      ) : null}
    </li>
  )
}

function Found({ item: { mark }, missing }: Readonly<{ item: DrawItemView; missing: number }>) {
  if (!mark)
    return (
      <Badge tone="outline">
        <CircleDashed aria-hidden="true" />
        not looked at
      </Badge>
    )
  const isFollowed = mark.verdict === 'followed'
  return (
    <div className="flex min-w-0 flex-col items-start gap-0.5 sm:max-w-72 sm:items-end">
      <Badge tone={isFollowed ? 'calm' : 'caution'}>
        {isFollowed ? <Check aria-hidden="true" /> : <TriangleAlert aria-hidden="true" />}
        {isFollowed ? 'followed' : 'not followed'}
      </Badge>
      {mark.note ? <span className="break-words text-ink-2">“{mark.note}”</span> : null}
      {isFollowed && missing > 0 ? <span className="text-xs text-caution">though the record lacks something</span> : null}
      <span className="text-xs text-ink-3">
        <bdi>{mark.by}</bdi>, <TimeStamp value={mark.at} />
      </span>
    </div>
  )
}

function Evidence({ what, state, detail }: WalkEvidence) {
  const { icon: Icon, word, tint } = LOOK[state]
  return (
    <div className="flex min-w-0 items-start gap-2 py-0.5 text-xs">
      <dt className="flex w-24 shrink-0 items-center gap-1.5 text-ink-2">
        <Icon aria-hidden="true" className={`size-3.5 shrink-0 ${tint}`} />
        {WHAT[what]}
      </dt>
      <dd className="min-w-0 break-words text-ink-3">
        <span className={state === 'there' ? 'sr-only' : tint}>{word}: </span>
        <bdi className={state === 'there' ? 'text-ink' : undefined}>{detail}</bdi>
      </dd>
    </div>
  )
}
