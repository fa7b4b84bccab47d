'use client'

import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Textarea } from '@/components/ui/textarea'
import { FormDialog } from '../../../../_components/form-dialog'
import { resolveIncidentAction } from '../../actions'

/** Over, with its cause. It restores nothing: that is for the orders' own pages. */
export function ResolveIncident({ incidentId, number, left }: Readonly<{ incidentId: string; number: number; left: number }>) {
  return (
    <FormDialog
      trigger={<Button variant="primary">Resolve</Button>}
      title={`Resolve incident ${number}`}
      description={`Its orders stay in force until they are restored; the next halt opens another incident.${left > 0 ? ` ${left} ${left === 1 ? 'step is' : 'steps are'} not done, and that is recorded.` : ''}`}
      send={(form) => resolveIncidentAction({ incidentId, cause: String(form.get('cause')) })}
      act="Resolve"
      lost="No answer: read the incident again to see whether it is resolved."
    >
      <Field label="Cause" hint="What made it happen, as it was found. Whoever restores reads it." required>
        <Textarea name="cause" rows={3} minLength={8} maxLength={1000} />
      </Field>
    </FormDialog>
  )
}
