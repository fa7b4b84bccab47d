'use client'

import { Bookmark } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import type { FilterView } from '@/lib/identity/filters/contract'
import type { FilterArea } from '@/lib/identity/filters/terms'
import { saveFilterAction } from './filter-actions'
import { FormBody } from './form-dialog'
import { SavedFilter } from './saved-filter'

const LOST = 'No answer: look in the list whether it is there before you try again.'
type Params = Readonly<Record<string, string>>
type Props = Readonly<{ area: FilterArea; path: string; filters: readonly FilterView[]; /** Those in force. */ params: Params }>

/** Filters kept by a name: opening one is going to its address. */
export function SavedFilters({ area, path, filters, params }: Props) {
  const [open, setOpen] = useState(false)
  const [saving, setSaving] = useState(false)
  const show = (next: boolean): void => {
    setOpen(next)
    setSaving(false)
  }
  const lists = [
    { title: 'Yours', of: filters.filter(({ mine }) => mine) },
    { title: 'Shared by others', of: filters.filter(({ mine }) => !mine) },
  ].filter(({ of }) => of.length > 0)
  return (
    <Dialog open={open} onOpenChange={show}>
      <DialogTrigger asChild>
        <Button>
          <Bookmark aria-hidden="true" />
          Saved filters
        </Button>
      </DialogTrigger>
      <DialogContent title="Saved filters" description="A filter holds what was chosen, and finds what is there when it is opened.">
        {lists.length === 0 && !saving ? (
          <EmptyState because="nothing_yet" title="No filter is saved">
            <p>Choose filters on the page, then come back here to keep them by a name.</p>
          </EmptyState>
        ) : null}
        {lists.map(({ title, of }) => (
          <section key={title} aria-label={title}>
            <h3 className="pb-1 text-xs text-ink-3">{title}</h3>
            <ul>
              {of.map((filter) => (
                <SavedFilter key={filter.id} filter={filter} href={`${path}?${new URLSearchParams(filter.params).toString()}`} isCurrent={isSame(filter.params, params)} onOpen={() => show(false)} />
              ))}
            </ul>
          </section>
        ))}
        {saving ? (
          <FormBody
            send={(form) => saveFilterAction({ area, name: String(form.get('name')), params: { ...params }, shared: form.get('shared') === 'on' })}
            act="Save"
            lost={LOST}
            fields={['name']}
            onDone={() => setSaving(false)}
            onCancel={() => setSaving(false)}
          >
            {(problems) => (
              <>
                <Field label="Name" required error={problems['name']}>
                  <Input name="name" maxLength={60} autoComplete="off" autoFocus />
                </Field>
                <Checkbox name="shared" label="Everybody here may open it" />
              </>
            )}
          </FormBody>
        ) : Object.keys(params).length > 0 ? (
          <div className="flex justify-end pt-2">
            <Button onClick={() => setSaving(true)}>Save these filters</Button>
          </div>
        ) : null}
      </DialogContent>
    </Dialog>
  )
}

const isSame = (one: Params, other: Params): boolean => Object.keys(one).length === Object.keys(other).length && Object.entries(one).every(([name, value]) => other[name] === value)
