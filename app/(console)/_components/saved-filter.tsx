'use client'

import { useState, useTransition } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Link } from '@/components/ui/link'
import { Notice } from '@/components/ui/notice'
import { refusalText } from '@/lib/console/refusal-text'
import type { FilterView } from '@/lib/identity/filters/contract'
import { changeFilterAction, removeFilterAction } from './filter-actions'
import { FormBody } from './form-dialog'

const LOST = 'No answer: close this and look whether it was done.'
type Props = Readonly<{ filter: FilterView; href: string; isCurrent: boolean; onOpen: () => void }>

/** One saved filter: its name goes to its address, and whoever saved it renames and shares it in place. */
export function SavedFilter({ filter, href, isCurrent, onOpen }: Props) {
  const [renaming, setRenaming] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()
  const { id: filterId, name, mine, removable, shared, by } = filter

  function remove() {
    startTransition(async () => {
      const done = await removeFilterAction({ filterId }).catch(() => null)
      if (done?.status !== 'done') setProblem(done?.status === 'refused' ? refusalText(done.refusal) : LOST)
    })
  }

  if (renaming)
    return (
      <li className="border-t border-line py-3">
        <FormBody
          send={(form) => changeFilterAction({ filterId, name: String(form.get('name')), shared: form.get('shared') === 'on' })}
          act="Save"
          lost={LOST}
          fields={['name']}
          onDone={() => setRenaming(false)}
          onCancel={() => setRenaming(false)}
        >
          {(problems) => (
            <>
              <Field label="Name" required error={problems['name']}>
                <Input name="name" defaultValue={name} maxLength={60} autoComplete="off" autoFocus />
              </Field>
              <Checkbox name="shared" defaultChecked={shared} label="Everybody here may open it" />
            </>
          )}
        </FormBody>
      </li>
    )
  return (
    <li className="flex flex-wrap items-center gap-x-2 gap-y-1 border-t border-line py-1">
      <Link href={href} onClick={onOpen} aria-current={isCurrent ? 'true' : undefined} className="min-w-0 grow rounded-sm py-1 font-medium text-ink underline decoration-line underline-offset-2 hover:decoration-ink [overflow-wrap:anywhere]">
        <bdi>{name}</bdi>
      </Link>
      {isCurrent ? <Badge tone="outline">in force</Badge> : null}
      <span className="text-xs text-ink-3">{mine ? (shared ? 'shared' : '') : <>by <bdi>{by.name}</bdi></>}</span>
      {mine ? (
        <Button variant="ghost" size="sm" aria-label={`Rename ${name}`} onClick={() => setRenaming(true)}>
          Rename
        </Button>
      ) : null}
      {removable ? (
        <Button variant="ghost" size="sm" aria-label={`Remove ${name}`} pending={pending} onClick={remove}>
          Remove
        </Button>
      ) : null}
      {problem ? (
        <Notice tone="caution" live>
          {problem}
        </Notice>
      ) : null}
    </li>
  )
}
