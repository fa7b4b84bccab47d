'use client'

import { Command } from 'cmdk'
import { useState, type KeyboardEvent } from 'react'
import { PersonBadge } from '@/components/identity/person-badge'
import { cn } from '@/components/ui/cn'
import { PICKER_INPUT } from './picker-input'
import { usePeople, type FoundPerson } from './use-people'

const ITEM = 'flex min-h-10 cursor-pointer items-center rounded-md px-2 py-1 data-[selected=true]:bg-selected'

type Props = Readonly<{ label: string; /** What nobody in particular is called; left out, somebody has to be picked. */ any?: string | undefined; onPick: (person: FoundPerson | null) => void; autoFocus?: boolean }>

/** Type-ahead over everybody, those who have left included, by the authority: arrows move, Enter picks. */
export function PersonPicker({ label, any, onPick, autoFocus = false }: Props) {
  const [text, setText] = useState('')
  const [moved, setMoved] = useState(false)
  const { shown, hasMore, isError, isNone } = usePeople({ text, active: false })
  // It does not take the first of all, who is there before anybody has named or gone to one.
  function guardEnter(event: KeyboardEvent) {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') setMoved(true)
    else if (event.key === 'Enter' && text.trim() === '' && !moved) event.preventDefault()
  }
  const hasAny = any !== undefined && text.trim() === ''
  return (
    <Command shouldFilter={false} loop label={label} onKeyDown={guardEnter} className="rounded-md border border-line">
      <Command.Input
        // Opened by a key in order to type at once.
        autoFocus={autoFocus}
        value={text}
        onValueChange={setText}
        placeholder={label}
        maxLength={100}
        {...PICKER_INPUT}
      />
      {isError ? (
        <p role="alert" className="px-3 py-3 text-sm text-caution">
          The people could not be read.
        </p>
      ) : null}
      {/* As high as the list will be: nothing below moves when it comes. */}
      {shown === undefined && !isError ? <div aria-hidden="true" className="h-72" /> : null}
      {/* A list box with nothing in it is none: what is said instead stands outside. */}
      <Command.List label={label} className={cn('max-h-72 overflow-y-auto p-1', !shown?.length && !hasAny && 'hidden')}>
        {hasAny ? (
          <Command.Item value="any" onSelect={() => onPick(null)} className={cn(ITEM, 'text-sm text-ink-2')}>
            {any}
          </Command.Item>
        ) : null}
        {shown?.map((person) => (
          <Command.Item key={person.id} value={person.id} onSelect={() => onPick(person)} className={ITEM}>
            <PersonBadge name={person.name} detail={person.email} gone={person.status === 'deactivated'} />
          </Command.Item>
        ))}
      </Command.List>
      {isNone || hasMore ? (
        <p role="status" className="border-t border-line px-3 py-2 text-xs text-ink-3">
          {isNone ? 'Nobody has that in their name or e-mail address.' : 'There are more: type more of the name or the address.'}
        </p>
      ) : null}
    </Command>
  )
}
