'use client'

import { useState, useTransition, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { RadioGroup } from '@/components/ui/radio-group'
import { Card } from '@/components/ui/section'
import { Select } from '@/components/ui/select'
import { useOnward } from '@/components/ui/use-onward'
import { refusalText } from '@/lib/console/refusal-text'
import type { ApiRefusal } from '@/lib/api/client'
import type { LaunchCheck } from '@/lib/identity/reviews/contract'
import { EVERY, isUnvalued, NO_RESPONSES, REVIEWERS, SCOPES, SENSITIVITIES, UNSUBMITTED, type Every, type ReviewScope } from '@/lib/identity/reviews/terms'
import { PersonField, type PersonChoice } from '../../_components/person-field'
import { addScheduleAction, launchAction } from '../actions'
import { previewAction } from '../preview-action'
import { LaunchCheckCard } from './launch-check'
import { dueIn, dueOf, firstOf, planOf, type Asked, type Beginning } from './plan-form'
import { NamedPeople } from './named-people'
import { EVERY_WORD, NO_RESPONSE_HINT, NO_RESPONSE_WORD, REVIEWERS_HINT, REVIEWERS_WORD, SCOPE_HINT, SCOPE_WORD, UNSUBMITTED_WORD } from './review-words'

/** Scopes whose value is one of a few, the one most asked for first. */
const CHOICES: Partial<Record<ReviewScope, readonly string[]>> = { risk: ['high', 'critical', 'medium', 'low'], sensitivity: [...SENSITIVITIES].reverse() }

type Props = Readonly<{ /** Whom it begins with. */ people: readonly PersonChoice[]; begin: Beginning }>

export function Builder({ people, begin }: Props) {
  const [scope, setScope] = useState<ReviewScope>(begin.scope)
  const [reviewers, setReviewers] = useState(begin.reviewers)
  const [every, setEvery] = useState<Every | 'once'>(begin.every)
  const [checked, setChecked] = useState<({ asked: Asked; check: LaunchCheck } & ReturnType<typeof dueIn>) | null>(null)
  const [problem, setProblem] = useState<ApiRefusal | null>(null)
  const [pending, startTransition] = useTransition()
  const onward = useOnward()
  const beginWith = (id: string) => people.find((person) => person.id === id)
  const fields = problem?.code === 'invalid' ? problem.fields : {}

  function check(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const asked = planOf(new FormData(event.currentTarget))
    startTransition(async () => {
      const done = await previewAction({ ...asked.plan, due_at: dueOf(asked) })
      setProblem(done.status === 'refused' ? done.refusal : null)
      setChecked(done.status === 'done' ? { asked, check: done.value, ...dueIn(asked) } : null)
    })
  }

  function launch(confirm: string) {
    if (!checked) return
    const { asked, check: read } = checked
    const confirmed = confirm ? { confirm } : {}
    const goOn = onward()
    startTransition(async () => {
      const { every: again } = asked
      const done =
        again === 'once'
          ? await launchAction({ ...asked.plan, due_at: dueOf(asked), snapshot: read.snapshot, ...confirmed, ...(begin.schedule ? { schedule: begin.schedule } : {}) })
          : await addScheduleAction({ ...asked.plan, every: again, due_days: asked.dueDays, first_at: firstOf(asked), ...confirmed })
      if (done.status === 'done') goOn(again === 'once' ? `/reviews/${done.value.id}` : '/reviews')
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
            <Input name="name" minLength={3} maxLength={120} placeholder="Quarterly review" defaultValue={begin.name} />
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
            {isUnvalued(scope) ? null : (
              <Field label={SCOPE_WORD[scope]} required hint={SCOPE_HINT[scope]} error={fields.value}>
                {CHOICES[scope] ? (
                  <Select key={scope} name="value" defaultValue={scope === begin.scope ? begin.value : undefined}>
                    {CHOICES[scope].map((each) => (
                      <option key={each} value={each}>
                        {each}
                      </option>
                    ))}
                  </Select>
                ) : (
                  <Input key={scope} name="value" maxLength={120} defaultValue={scope === begin.scope ? begin.value : ''} />
                )}
              </Field>
            )}
          </div>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="Who reviews" required hint={REVIEWERS_HINT[reviewers]} error={fields.reviewers}>
              <Select name="reviewers" value={reviewers} onChange={(event) => setReviewers(event.target.value as Beginning['reviewers'])}>
                {REVIEWERS.map((each) => (
                  <option key={each} value={each}>
                    {REVIEWERS_WORD[each]}
                  </option>
                ))}
              </Select>
            </Field>
            {reviewers === 'named' ? (
              <NamedPeople begin={begin.named.flatMap((id) => beginWith(id) ?? [])} error={fields.named} onChange={() => setChecked(null)} />
            ) : null}
            <PersonField label="Where that is nobody with access" name="fallback" required error={fields.fallback} begin={beginWith(begin.fallback)} onPick={() => setChecked(null)} />
          </div>
          <RadioGroup legend="When nobody answers" name="no_response" defaultValue={begin.no_response} required options={NO_RESPONSES.map((value) => ({ value, label: NO_RESPONSE_WORD[value], hint: NO_RESPONSE_HINT[value] }))} />
          <RadioGroup legend="When it is decided, and not submitted" name="unsubmitted" defaultValue={begin.unsubmitted} required options={UNSUBMITTED.map((value) => ({ value, label: UNSUBMITTED_WORD[value] }))} />
          <details open={begin.stages > 1} className="rounded-md border border-line px-3 py-2">
            <summary className="cursor-pointer text-sm font-medium text-ink">Stages, independence and grace; applied in phases</summary>
            <div className="mt-3 flex flex-col gap-4">
              <Field label="People who look at every item" required hint="High and critical risk, and what its reviewer asked for, always needs two." error={fields.stages}>
                <Select name="stages" defaultValue={String(begin.stages)}>
                  <option value="1">One: the reviewer</option>
                  <option value="2">Two: a certifier agrees</option>
                  <option value="3">Three: two certifiers agree, one after the other</option>
                </Select>
              </Field>
              <Field label="Days of grace" required hint="A tool that was given less than so many days ago stays when its agent is reduced to what it used." error={fields.grace_days}>
                <Input name="grace_days" type="number" min={0} max={90} defaultValue={begin.grace_days} />
              </Field>
              <div className="grid gap-4 sm:grid-cols-2">
                <Field label="Confirmed and in phases from" required hint="Where more decisions than this take access away, an administrator confirms them first." error={fields.phase_from}>
                  <Input name="phase_from" type="number" min={1} max={2000} defaultValue={begin.phase_from} />
                </Field>
                <Field label="May fail in a phase (%)" required hint="More, and it pauses by itself." error={fields.phase_failures}>
                  <Input name="phase_failures" type="number" min={0} max={100} defaultValue={begin.phase_failures} />
                </Field>
              </div>
              <Checkbox name="strict" defaultChecked={begin.independence === 'strict'} label="Nobody reviews what they asked for" hint="Otherwise they may, and a second person certifies it." />
              <Checkbox name="second_look" defaultChecked={begin.second_look} label="A second look at what was decided in haste" hint="Such as 40 decisions in 52 s: they come back once, and then need a second person." />
            </div>
          </details>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="How often" required error={fields.every}>
              <Select name="every" value={every} onChange={(event) => setEvery(event.target.value as Every | 'once')} disabled={begin.schedule !== null}>
                <option value="once">Once, now</option>
                {EVERY.map((each) => (
                  <option key={each} value={each}>
                    {EVERY_WORD[each]}
                  </option>
                ))}
              </Select>
            </Field>
            {every === 'once' ? (
              <Field label="Due at the end of" required error={fields.due_at}>
                <Input name="due" type="date" defaultValue={begin.due} />
              </Field>
            ) : (
              <>
                <Field label="First on" required error={fields.first_at}>
                  <Input name="first" type="date" defaultValue={begin.first} />
                </Field>
                <Field label="Days to answer" required error={fields.due_days}>
                  <Input name="due_days" type="number" min={1} max={90} defaultValue={begin.due_days} />
                </Field>
              </>
            )}
          </div>
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
      {checked ? <LaunchCheckCard key={checked.check.snapshot} check={checked.check} noResponse={checked.asked.plan.no_response} unsubmitted={checked.asked.plan.unsubmitted} name={checked.asked.plan.name} every={checked.asked.every} due={checked.due} ownMs={checked.ownMs} pending={pending} onLaunch={launch} /> : (
        <p className="rounded-lg border border-dashed border-line px-4 py-6 text-sm text-ink-2 max-lg:hidden">The launch check stands here once you ask for it: how many agents, who is asked about how many of them, and what happens if nobody answers.</p>
      )}
    </div>
  )
}
