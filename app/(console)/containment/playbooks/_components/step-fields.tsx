'use client'

import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { Textarea } from '@/components/ui/textarea'
import { PHASES, STEP_OWNERS, type PlaybookStep } from '@/lib/identity/incidents/contract'
import { PHASE_WORD } from '../../_components/phase-words'
import { dueWords } from './due'
import { WHOSE_WORD } from './whose'

/** A step as it is written, with its time as text, and a key that stays when it is moved. */
export type StepDraft = Omit<PlaybookStep, 'due_minutes'> & { key: string; due: string }

export const EMPTY: PlaybookStep = { phase: 'detect', title: '', detail: '', owner: null, due_minutes: null }

let drafts = 0
export const draftOf = ({ due_minutes, ...step }: PlaybookStep): StepDraft => ({ ...step, key: `step-${++drafts}`, due: due_minutes === null ? '' : dueWords(due_minutes) })

type Props = Readonly<{
  step: StepDraft
  number: number
  onChange: (part: Partial<StepDraft>) => void
  onUp: (() => void) | null
  onDown: (() => void) | null
  onRemove: (() => void) | null
}>

export function StepFields({ step, number, onChange, onUp, onDown, onRemove }: Props) {
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="sr-only">Step {number}</legend>
      <div className="flex items-center justify-between gap-2">
        <span aria-hidden="true" className="text-sm font-semibold text-ink-2">
          Step {number}
        </span>
        <span className="flex gap-1">
          <Button variant="ghost" size="icon-sm" aria-label={`Step ${number} up`} disabled={onUp === null} onClick={() => onUp?.()}>
            <ArrowUp aria-hidden="true" />
          </Button>
          <Button variant="ghost" size="icon-sm" aria-label={`Step ${number} down`} disabled={onDown === null} onClick={() => onDown?.()}>
            <ArrowDown aria-hidden="true" />
          </Button>
          <Button variant="ghost" size="icon-sm" aria-label={`Remove step ${number}`} disabled={onRemove === null} onClick={() => onRemove?.()}>
            <Trash2 aria-hidden="true" />
          </Button>
        </span>
      </div>
      <div className="grid gap-3 sm:grid-cols-[10rem_minmax(0,1fr)]">
        <Field label="Phase" required>
          <Select value={step.phase} onChange={(event) => onChange({ phase: PHASES.find((phase) => phase === event.target.value) ?? 'detect' })}>
            {PHASES.map((phase) => (
              <option key={phase} value={phase}>
                {PHASE_WORD[phase]}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="What to do" required>
          <Input value={step.title} minLength={3} maxLength={120} onChange={(event) => onChange({ title: event.target.value })} />
        </Field>
      </div>
      <Field label="How">
        <Textarea rows={2} maxLength={600} value={step.detail} onChange={(event) => onChange({ detail: event.target.value })} />
      </Field>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Whose">
          <Select value={step.owner ?? ''} onChange={(event) => onChange({ owner: STEP_OWNERS.find((owner) => owner === event.target.value) ?? null })}>
            <option value="">{WHOSE_WORD.nobody}</option>
            {STEP_OWNERS.map((owner) => (
              <option key={owner} value={owner}>
                {WHOSE_WORD[owner]}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="Within" hint="15 min, 4 h, 7 d">
          <Input value={step.due} maxLength={12} onChange={(event) => onChange({ due: event.target.value })} />
        </Field>
      </div>
    </fieldset>
  )
}
