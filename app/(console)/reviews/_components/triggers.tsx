'use client'

import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Card } from '@/components/ui/section'
import { Select } from '@/components/ui/select'
import type { TriggerView } from '@/lib/identity/reviews/plan-contract'
import { TRIGGER_REVIEWERS } from '@/lib/identity/reviews/terms'
import { FormDialog } from '../../_components/form-dialog'
import { PersonField, type PersonChoice } from '../../_components/person-field'
import { setTriggerAction } from '../actions'
import { REVIEWERS_WORD, TRIGGER_WORD } from './review-words'

const FIELDS = ['fallback', 'due_days', 'inactive_days', 'reviewers'] as const

/** Reviews of one agent that nobody has to launch: what happens to it does. */
export function Triggers({ items, me, maySet }: Readonly<{ items: readonly TriggerView[]; me: PersonChoice; maySet: boolean }>) {
  return (
    <Card title="Opened by what happens" description="A small review of the one agent, asked of who answers for it. What happens meanwhile is added to the one that is open; without an answer it keeps what it has." flush>
      <ul>
        {items.map((one) => (
          <li key={one.event} className="flex items-center justify-between gap-x-4 border-t border-line px-4 py-2 text-sm">
            <span className="min-w-0">
              <span className="flex flex-wrap items-center gap-2 font-medium text-ink">
                {TRIGGER_WORD[one.event]}
                <Badge tone={one.enabled ? 'calm' : 'outline'}>{one.enabled ? 'on' : 'off'}</Badge>
              </span>
              {one.enabled ? (
                <span className="block text-ink-2">
                  {REVIEWERS_WORD[one.reviewers]}, or <bdi>{one.fallback?.name ?? 'an administrator'}</bdi>; {one.due_days} {one.due_days === 1 ? 'day' : 'days'} to answer{one.inactive_days ? `; after ${one.inactive_days} days` : ''}
                </span>
              ) : null}
              {one.set ? (
                <span className="block text-xs text-ink-3">
                  in the name of <bdi>{one.set.by}</bdi>
                </span>
              ) : null}
            </span>
            {maySet ? <Change trigger={one} me={me} /> : null}
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Change({ trigger, me }: Readonly<{ trigger: TriggerView; me: PersonChoice }>) {
  const { event, enabled, reviewers, fallback, due_days, inactive_days } = trigger
  const send = (form: FormData) =>
    setTriggerAction({
      event,
      enabled: form.get('enabled') !== null,
      reviewers: String(form.get('reviewers')) as TriggerView['reviewers'],
      fallback: String(form.get('fallback')),
      due_days: Number(form.get('due_days')),
      ...(event === 'inactive' ? { inactive_days: Number(form.get('inactive_days')) } : {}),
    })
  return (
    <FormDialog
      trigger={
        <Button variant="ghost" size="sm" aria-label={`Change: ${TRIGGER_WORD[event]}`}>
          Change
        </Button>
      }
      title={TRIGGER_WORD[event]}
      description="Its reviews are opened in your name."
      send={send}
      act="Keep it"
      lost="No answer: read the page again before you try once more."
      fields={FIELDS}
    >
      {(problems) => (
        <>
          <Checkbox name="enabled" label="Open a review of the agent" defaultChecked={enabled || trigger.set === null} />
          <Field label="Who reviews" required error={problems.reviewers}>
            <Select name="reviewers" defaultValue={reviewers}>
              {TRIGGER_REVIEWERS.map((each) => (
                <option key={each} value={each}>
                  {REVIEWERS_WORD[each]}
                </option>
              ))}
            </Select>
          </Field>
          <PersonField label="Where that is nobody with access" name="fallback" required error={problems['fallback']} begin={fallback ?? me} />
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="Days to answer" required error={problems.due_days}>
              <Input name="due_days" type="number" min={1} max={90} defaultValue={due_days} />
            </Field>
            {event === 'inactive' ? (
              <Field label="After days without a token" required error={problems.inactive_days}>
                <Input name="inactive_days" type="number" min={7} max={3650} defaultValue={inactive_days ?? 90} />
              </Field>
            ) : null}
          </div>
        </>
      )}
    </FormDialog>
  )
}
