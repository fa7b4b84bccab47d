'use client'

import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import type { StepView } from '@/lib/identity/incidents/contract'
import { FormDialog } from '../../../../_components/form-dialog'
import { PersonField } from '../../../../_components/person-field'
import { setStepAction } from '../../actions'

type Props = Readonly<{ incidentId: string; step: StepView }>

/** Whose a step is, and by when, in the reader's own time. */
export function AssignStep({ incidentId, step }: Props) {
  function save(form: FormData) {
    const [owner, due] = [String(form.get('owner')), String(form.get('due'))]
    return setStepAction({ incidentId, stepId: step.id, ownerId: owner || null, due_at: due ? new Date(due).toISOString() : null })
  }
  return (
    <FormDialog
      trigger={
        <Button variant="ghost" size="sm" className="shrink-0 max-sm:ml-4.5" aria-label={`Whose and by when: ${step.title}`}>
          Whose, and by when
        </Button>
      }
      title={step.title}
      send={save}
      act="Save"
      lost="No answer: read the incident again to see whose it is."
    >
      <PersonField label="Whose" name="owner" begin={step.owner} none="Nobody’s yet" />
      <Field label="Due">
        <Input name="due" type="datetime-local" defaultValue={localTime(step.due_at)} />
      </Field>
    </FormDialog>
  )
}

/** As a `datetime-local` control has it. */
function localTime(iso: string | null): string {
  if (iso === null) return ''
  const at = new Date(iso)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
