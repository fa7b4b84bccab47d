'use client'

import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import { FormDialog } from '../../../../_components/form-dialog'
import { followPlaybookAction } from '../../actions'

type Playbook = { slug: string; name: string; version: number }

/** Once it is known what kind of incident it is. What is done stays; what nobody did gives way. */
export function FollowPlaybook({ incidentId, current, playbooks }: Readonly<{ incidentId: string; current: Playbook; playbooks: readonly Playbook[] }>) {
  const others = playbooks.filter(({ slug, version }) => slug !== current.slug || version !== current.version)
  if (others.length === 0) return null
  return (
    <FormDialog
      trigger={<Button size="sm">Another playbook</Button>}
      title="Go on by another playbook"
      description="Steps that are done stay. Those that nobody did are replaced by the steps of the one you choose."
      send={(form) => followPlaybookAction({ incidentId, slug: String(form.get('slug')) })}
      act="Take its steps"
      lost="No answer: read the incident again to see which steps it has."
    >
      <Field label="Playbook" required>
        <Select name="slug">
          {others.map(({ slug, name, version }) => (
            <option key={slug} value={slug}>
              {name}, version {version}
            </option>
          ))}
        </Select>
      </Field>
    </FormDialog>
  )
}
