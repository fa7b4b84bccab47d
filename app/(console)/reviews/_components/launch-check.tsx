'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { DescriptionList } from '@/components/ui/description-list'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import { Card } from '@/components/ui/section'
import type { LaunchCheck } from '@/lib/identity/reviews/contract'
import { REVIEWER_ITEMS_MAX, type Every, type NoResponse, type Unsubmitted } from '@/lib/identity/reviews/terms'
import { escalationText, silenceText, unsubmittedText } from './review-words'

type Props = Readonly<{ check: LaunchCheck; noResponse: NoResponse; unsubmitted: Unsubmitted; name: string; every: Every | 'once'; pending: boolean; /** When it is due, and how long after its launch that is (milliseconds). */ due: string; ownMs: number; onLaunch: (confirm: string) => void }>

const SHOWN = 6
/** Where the reader is. */
const dayOf = (at: string): string => new Date(at).toLocaleDateString('en', { day: 'numeric', month: 'long', year: 'numeric' })

/** What a launch would do, computed by what would do it. */
export function LaunchCheckCard({ check, noResponse, unsubmitted, name, every, due, ownMs, pending, onLaunch }: Props) {
  const [typed, setTyped] = useState('')
  const reviewers = check.reviewer_count || check.reviewers.length
  const more = reviewers - SHOWN
  return (
    <Card title={`${check.agents.toLocaleString('en')} ${check.agents === 1 ? 'agent' : 'agents'} to review`} description={every === 'once' ? 'Computed by the query that launches.' : 'As it would be today, by the query that launches. A review that would cost more than you confirm here waits for a person.'}>
      <div className="flex flex-col gap-4">
        <Notice tone={check.loses.agents > 0 ? 'caution' : 'info'} title={silenceText(check.loses, noResponse, every === 'once' ? `on ${dayOf(due)}` : 'when it is due')}>
          {noResponse === 'escalate' ? <p>{escalationText(ownMs)}</p> : null}
          <p>{unsubmittedText(unsubmitted)}</p>
        </Notice>
        {check.phased ? <p className="text-sm text-ink-2">These are so many that an administrator confirms them once more when {noResponse === 'escalate' ? 'nobody has answered by the second due date' : 'the review is due'}; they are then applied in phases.</p> : null}
        {check.loses.names.length > 0 ? (
          <details className="text-sm text-ink-2">
            <summary className="cursor-pointer text-ink">Which {check.loses.agents === 1 ? 'it is' : `${check.loses.agents} they are`}</summary>
            <p className="mt-1 break-words">
              {check.loses.names.join(', ')}
              {check.loses.agents > check.loses.names.length ? ` and ${check.loses.agents - check.loses.names.length} more` : ''}
            </p>
          </details>
        ) : null}
        {check.overloaded > 0 ? (
          <Notice tone="caution" title={`${check.overloaded} ${check.overloaded === 1 ? 'reviewer gets' : 'reviewers get'} more than ${REVIEWER_ITEMS_MAX.toLocaleString('en')} items.`}>
            <p>Nobody reviews so many well. Narrow what is reviewed, or have owners review their own.</p>
          </Notice>
        ) : null}
        {check.uncertifiable > 0 ? (
          <Notice tone="caution" title={`${check.uncertifiable} ${check.uncertifiable === 1 ? 'item has' : 'items have'} too few who may certify ${check.uncertifiable === 1 ? 'it' : 'them'}.`}>
            <p>A certifier is an administrator who neither decides, nor answers for the agent, nor asked for what it has. Invite one, or these run into the due date.</p>
          </Notice>
        ) : null}
        <DescriptionList
          entries={[
            {
              term: 'Items per reviewer',
              value: (
                <ul>
                  {check.reviewers.slice(0, SHOWN).map(({ person, items }) => (
                    <li key={person.id}>
                      <bdi>{person.name}</bdi>: {items.toLocaleString('en')}
                    </li>
                  ))}
                  {more > 0 ? <li>and {more.toLocaleString('en')} more</li> : null}
                </ul>
              ),
            },
            { term: 'Without a live owner', value: check.ownerless },
            { term: 'To the fallback', value: check.fallback },
            { term: 'Need a second person', value: check.need_second },
            ...(check.need_third > 0 ? [{ term: 'Need a third person', value: check.need_third }] : []),
            { term: 'Unchanged, low risk', value: check.unchanged_low_risk },
            { term: 'No call in 90 days', value: check.without_calls },
            { term: 'Silent enforcement points', value: check.silent_points === 0 ? 'none: the evidence is complete' : `${check.silent_points}: calls there may not be recorded yet` },
          ]}
        />
        {check.confirm ? (
          <Field label={`Type ${name}`} hint={`${check.loses.agents} agents lose access if nobody answers${noResponse === 'escalate' ? ', nor whoever it then goes to' : ''}.`} required>
            <Input value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" />
          </Field>
        ) : null}
        <div>
          <Button variant="primary" pending={pending} disabled={(every === 'once' && check.agents === 0) || (check.confirm && typed !== name)} onClick={() => onLaunch(typed)}>
            {every === 'once' ? 'Launch the review' : 'Set up the schedule'}
          </Button>
        </div>
      </div>
    </Card>
  )
}
