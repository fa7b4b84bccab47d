'use client'

import { useRouter } from 'next/navigation'
import { useState, useTransition, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { RadioGroup } from '@/components/ui/radio-group'
import { Card } from '@/components/ui/section'
import { Select } from '@/components/ui/select'
import { refusalText } from '@/lib/console/refusal-text'
import type { ApiRefusal } from '@/lib/api/client'
import { NO_RESPONSES, SCOPES, type LaunchCheck, type NoResponse, type ReviewScope } from '@/lib/identity/reviews/contract'
import { launchAction } from '../actions'
import { previewAction } from '../preview-action'
import { LaunchCheckCard } from './launch-check'
import { NO_RESPONSE_WORD, SCOPE_WORD } from './review-words'

type Person = Readonly<{ id: string; name: string }>
type Plan = { name: string; scope: ReviewScope; value?: string; due_at: string; reviewers: 'owner' | 'sponsor'; fallback: string; no_response: NoResponse }

const HINT: Partial<Record<ReviewScope, string>> = { risk: 'low, medium, high or critical', not_reviewed_since: 'A date, such as 2026-01-31', unused_days: 'Days, such as 90', agent: 'Its id, from the agent’s page' }
const DEFAULT_DAYS = 14
const dateIn = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

type Props = Readonly<{ people: readonly Person[]; me: string; /** What another page asks to have reviewed. */ suggested: { scope: ReviewScope; value: string } }>

export function Builder({ people, me, suggested }: Props) {
  const [scope, setScope] = useState<ReviewScope>(suggested.scope)
  const [checked, setChecked] = useState<{ plan: Plan; check: LaunchCheck } | null>(null)
  const [problem, setProblem] = useState<ApiRefusal | null>(null)
  const [pending, startTransition] = useTransition()
  const router = useRouter()
  const fields = problem?.code === 'invalid' ? problem.fields : {}

  function check(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const plan = planOf(new FormData(event.currentTarget))
    startTransition(async () => {
      const done = await previewAction(plan)
      setProblem(done.status === 'refused' ? done.refusal : null)
      setChecked(done.status === 'done' ? { plan, check: done.value } : null)
    })
  }

  function launch(confirm: string) {
    if (!checked) return
    startTransition(async () => {
      const done = await launchAction({ ...checked.plan, snapshot: checked.check.snapshot, ...(confirm ? { confirm } : {}) })
      if (done.status === 'done') router.push(`/reviews/${done.value.id}`)
      else if (done.status === 'refused') {
        setProblem(done.refusal)
        if (done.refusal.code === 'conflict') setChecked(null)
      }
    })
  }

  return (
    <div className="grid items-start gap-6 lg:grid-cols-2">
      <Card>
        {/* A change makes what was checked another campaign. */}
        <form onSubmit={check} onChange={() => setChecked(null)} className="flex flex-col gap-4">
          <Field label="Name" required error={fields.name}>
            <Input name="name" minLength={3} maxLength={120} placeholder="Quarterly review" />
          </Field>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="What is reviewed" required error={fields.scope}>
              <Select name="scope" value={scope} onChange={(event) => setScope(event.target.value as ReviewScope)}>
                {SCOPES.map((each) => (
                  <option key={each} value={each}>
                    {SCOPE_WORD[each]}
                  </option>
                ))}
              </Select>
            </Field>
            {scope === 'all' ? null : (
              <Field label={SCOPE_WORD[scope]} required hint={HINT[scope]} error={fields.value}>
                <Input key={scope} name="value" maxLength={120} defaultValue={scope === suggested.scope ? suggested.value : ''} />
              </Field>
            )}
          </div>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="Due at the end of" required error={fields.due_at}>
              <Input name="due" type="date" defaultValue={dateIn(DEFAULT_DAYS)} />
            </Field>
            <Field label="Who reviews" required error={fields.reviewers}>
              <Select name="reviewers" defaultValue="owner">
                <option value="owner">The agent’s owner</option>
                <option value="sponsor">The agent’s sponsor</option>
              </Select>
            </Field>
          </div>
          <Field label="Where that is nobody with access" required error={fields.fallback}>
            <Select name="fallback" defaultValue={me}>
              {people.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          </Field>
          <RadioGroup legend="When nobody answers" name="no_response" defaultValue="keep" required options={NO_RESPONSES.map((value) => ({ value, label: NO_RESPONSE_WORD[value] }))} />
          <div>
            <Button type="submit" pending={pending} variant={checked ? 'secondary' : 'primary'}>
              Check the launch
            </Button>
          </div>
          {problem ? (
            <p role="alert" className="text-sm text-signal">
              {refusalText(problem)}
            </p>
          ) : null}
        </form>
      </Card>
      {checked ? <LaunchCheckCard key={checked.check.snapshot} check={checked.check} noResponse={checked.plan.no_response} name={checked.plan.name} pending={pending} onLaunch={launch} /> : null}
    </div>
  )
}

function planOf(form: FormData): Plan {
  const text = (name: string) => String(form.get(name) ?? '').trim()
  const value = text('value')
  const due = new Date(`${text('due')}T23:59:59`)
  return {
    name: text('name'),
    scope: text('scope') as ReviewScope,
    ...(value ? { value } : {}),
    due_at: Number.isNaN(due.getTime()) ? '' : due.toISOString(),
    reviewers: text('reviewers') === 'sponsor' ? 'sponsor' : 'owner',
    fallback: text('fallback'),
    no_response: text('no_response') as NoResponse,
  }
}
