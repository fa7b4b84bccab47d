'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { DescriptionList } from '@/components/ui/description-list'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import { Card } from '@/components/ui/section'
import type { LaunchCheck, NoResponse } from '@/lib/identity/reviews/contract'
import { silenceText } from './review-words'

type Props = Readonly<{ check: LaunchCheck; noResponse: NoResponse; name: string; pending: boolean; onLaunch: (confirm: string) => void }>

const SHOWN = 6

/** What a launch would do, computed by what would do it. */
export function LaunchCheckCard({ check, noResponse, name, pending, onLaunch }: Props) {
  const [typed, setTyped] = useState('')
  const more = check.reviewers.length - SHOWN
  return (
    <Card title={`${check.agents} ${check.agents === 1 ? 'agent' : 'agents'} to review`} description="Computed by the query that launches.">
      <div className="flex flex-col gap-4">
        <Notice tone={check.loses.agents > 0 ? 'caution' : 'info'} title={silenceText(check.loses, noResponse)} />
        <DescriptionList
          entries={[
            {
              term: 'Items per reviewer',
              value: (
                <ul>
                  {check.reviewers.slice(0, SHOWN).map(({ person, items }) => (
                    <li key={person.id}>
                      <bdi>{person.name}</bdi>: {items}
                    </li>
                  ))}
                  {more > 0 ? <li>and {more} more</li> : null}
                </ul>
              ),
            },
            { term: 'Without a live owner', value: check.ownerless },
            { term: 'To the fallback', value: check.fallback },
            { term: 'Need a second person', value: check.need_second },
            { term: 'Unchanged, low risk', value: check.unchanged_low_risk },
            { term: 'No call in 90 days', value: check.without_calls },
            { term: 'Silent enforcement points', value: check.silent_points === 0 ? 'none: the evidence is complete' : `${check.silent_points}: calls there may not be recorded yet` },
          ]}
        />
        {check.confirm ? (
          <Field label={`Type ${name}`} hint={`${check.loses.agents} agents lose access if nobody answers.`} required>
            <Input value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" />
          </Field>
        ) : null}
        <div>
          <Button variant="primary" pending={pending} disabled={check.agents === 0 || (check.confirm && typed !== name)} onClick={() => onLaunch(typed)}>
            Launch the review
          </Button>
        </div>
      </div>
    </Card>
  )
}
