import type { ReactNode } from 'react'
import { StatusBadge } from '@/components/identity/status-badge'
import { DescriptionList } from '@/components/ui/description-list'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { Evidence } from '@/lib/identity/reviews/contract'
import type { ReviewItemDetail } from '@/lib/identity/reviews/detail-contract'
import { DECISION_WORD } from '../../_components/review-words'

export function Part({ title, children }: Readonly<{ title: string; children: ReactNode }>) {
  return (
    <section>
      <h3 className="pb-1 text-sm font-semibold text-ink">{title}</h3>
      {children}
    </section>
  )
}

export const Person = ({ person }: Readonly<{ person: Evidence['owner'] }>) => (
  <>
    <bdi>{person.name}</bdi>
    {person.live ? null : <span className="text-caution"> (no access any more)</span>}
  </>
)

export function DocumentChanges({ changes }: Readonly<{ changes: Evidence['changes'] }>) {
  return (
    <ul className="mt-1 flex flex-col gap-1">
      {changes.map((change) => (
        <li key={`${change.path} ${change.after}`}>
          <code className="break-all font-mono text-xs">{change.path}</code> {change.kind}: {change.why}
          {change.breaking ? <span className="text-caution"> (breaking)</span> : null}
        </li>
      ))}
      {changes.length === 0 ? <li className="text-ink-2">Its document is the same.</li> : null}
    </ul>
  )
}

/** What was decided before, with what was said; and what its document says since the last time that somebody looked. */
export function PastReviews({ item: { evidence, history } }: Readonly<{ item: ReviewItemDetail }>) {
  return (
    <Part title="Reviewed before">
      <ul className="flex flex-col gap-1">
        {history.map(({ at, by, certified_by, decision, outcome_by, comment, campaign }) => (
          <li key={`${campaign.id} ${at}`} className="min-w-0 break-words">
            {DECISION_WORD[decision]}
            {outcome_by === 'no_response' ? ', since nobody answered' : by ? ` by ${by}` : ''}
            {certified_by ? `, certified by ${certified_by}` : ''}, <TimeStamp value={at} style="date" />
            {comment ? `: “${comment}”` : ''}
          </li>
        ))}
        {history.length === 0 ? <li className="text-ink-2">It was never reviewed before.</li> : null}
      </ul>
      {evidence.previous ? (
        <div className="mt-2">
          <h4 className="font-medium text-ink">Its document, since the last review</h4>
          <DocumentChanges changes={evidence.changes} />
        </div>
      ) : null}
    </Part>
  )
}

/** How it stands now, beside what was frozen: what is decided is decided on both. */
export function LiveState({ now }: Readonly<{ now: NonNullable<ReviewItemDetail['now']> }>) {
  return (
    <section aria-label="Since the launch" className="rounded-md border border-caution px-3 py-2">
      <h3 className="pb-1 text-sm font-semibold text-ink">It moved since the launch. Now:</h3>
      <DescriptionList
        entries={[
          { term: 'Status', value: <StatusBadge status={now.status} /> },
          { term: 'Owner', value: <Person person={now.owner} /> },
          { term: 'Sponsor', value: <Person person={now.sponsor} /> },
          {
            term: 'Document',
            value: (
              <>
                revision {now.number}, approved <TimeStamp value={now.approved_at} style="relative" absent="never" />
              </>
            ),
          },
        ]}
      />
      <DocumentChanges changes={now.changes} />
    </section>
  )
}

/** Who passed authority to whom when it was called: the person first. */
export function ChainList({ chains }: Readonly<{ chains: ReviewItemDetail['chains'] }>) {
  return (
    <Part title="Chains that it was part of">
      <ul className="flex flex-col gap-1">
        {chains.map(({ person, agents, calls, denied, last_at }) => (
          <li key={`${person} ${agents.join()}`} className="min-w-0 break-words">
            <bdi>{[person ?? 'nobody', ...agents].join(' ▸ ')}</bdi>{' '}
            <span className="text-ink-3">
              ({calls} {calls === 1 ? 'call' : 'calls'}
              {denied > 0 ? `, ${denied} denied` : ''}, last <TimeStamp value={last_at} style="relative" />)
            </span>
          </li>
        ))}
        {chains.length === 0 ? <li className="text-ink-2">None in 90 days.</li> : null}
      </ul>
    </Part>
  )
}

const FINDING: Readonly<Record<ReviewItemDetail['findings'][number]['kind'], (what: string) => string>> = {
  secret: (what) => `A hard-coded secret with it: ${what}`,
  drift: (what) => `What “${what}” took away has come back`,
  not_applied: (what) => `What “${what}” decided could not be applied`,
  order: (what) => `It was stopped, ${what}`,
}

/** What was found about it, whatever it was used for. */
export function Findings({ findings }: Pick<ReviewItemDetail, 'findings'>) {
  return (
    <Part title="Findings">
      <ul className="flex flex-col gap-1">
        {findings.map(({ kind, what, at, open }) => (
          <li key={`${kind} ${what} ${at}`} className="min-w-0 break-words">
            <span className={open ? 'text-caution' : ''}>{FINDING[kind](what)}</span>{' '}
            <span className="text-ink-3">
              (<TimeStamp value={at} style="relative" />, {open ? 'still so' : 'over'})
            </span>
          </li>
        ))}
        {findings.length === 0 ? <li className="text-ink-2">None in 90 days.</li> : null}
      </ul>
    </Part>
  )
}

export function Credentials({ keys }: Readonly<{ keys: ReviewItemDetail['credentials'] }>) {
  if (keys.length === 0) return 'none that is good'
  return (
    <ul className="flex flex-col gap-0.5">
      {keys.map(({ kid, created_at }) => (
        <li key={kid} className="min-w-0">
          <code className="break-all font-mono text-xs">{kid}</code> <span className="text-ink-3">since <TimeStamp value={created_at} style="date" /></span>
        </li>
      ))}
    </ul>
  )
}
