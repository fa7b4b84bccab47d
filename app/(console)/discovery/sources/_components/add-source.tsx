'use client'

import { useRouter } from 'next/navigation'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { FormDialog } from '../../../_components/form-dialog'
import { addSourceAction } from '../../actions'

/** A folder of the host, below one that the installation may read. */
export function AddSource({ roots }: Readonly<{ roots: readonly string[] }>) {
  const router = useRouter()
  const send = (form: FormData) => addSourceAction({ name: String(form.get('name')), path: String(form.get('path')), every_hours: Number(form.get('every')) || null })
  return (
    <FormDialog
      trigger={<Button variant="primary">Add a folder</Button>}
      title="Add a folder"
      description="The worker reads every file below it: no code is run, no link followed, nothing sent elsewhere."
      send={send}
      onDone={() => router.refresh()}
      act="Add and scan it"
      lost="No answer: look in the list whether it is there before you try again."
      fields={['name', 'path']}
    >
      {(problems) => (
        <>
          <Field label="Name" hint="As it stands in the inbox." required error={problems.name}>
            <Input name="name" minLength={2} maxLength={60} autoComplete="off" />
          </Field>
          <Field label="Folder" hint={`On the worker’s host, at or below: ${roots.join(', ')}`} required error={problems.path}>
            <Input name="path" defaultValue={roots[0]} maxLength={500} autoComplete="off" spellCheck={false} />
          </Field>
          <Field label="Scanned" required>
            <Select name="every" defaultValue="24">
              <option value="1">every hour</option>
              <option value="24">every day</option>
              <option value="168">every week</option>
              <option value="0">when somebody asks</option>
            </Select>
          </Field>
        </>
      )}
    </FormDialog>
  )
}
