'use client'

import { X } from 'lucide-react'
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import { PersonBadge } from '@/components/identity/person-badge'
import { cn } from '@/components/ui/cn'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Popover, PopoverAnchor, PopoverContent } from '@/components/ui/popover'
import { usePeople } from './use-people'

/** Where only a name is known, it stands alone. */
export type PersonChoice = Readonly<{ id: string; name: string; email?: string | null | undefined }>

type Props = Readonly<{
  label: string
  hint?: string | undefined
  error?: string | null | undefined
  required?: boolean
  className?: string
  /** With it, the form posts the person's id under this name, and nothing where nobody is chosen. */
  name?: string
  begin?: PersonChoice | null | undefined
  onPick?: (person: PersonChoice | null) => void
  /** Those who are no choice here, and what is said of one who is. */
  without?: readonly string[]
  noteOf?: (id: string) => string | undefined
  barred?: (id: string) => boolean
  /** Those who have left as well: of what is past. */
  everybody?: boolean
  /** What nobody in particular is called. */
  none?: string
  /** The line is empty again once somebody is picked, for the next one. */
  clears?: boolean
}>

/** One person, by a part of their name or e-mail address: arrows move, Enter picks, Escape closes. */
export function PersonField({ label, hint, error, required = false, className, ...line }: Props) {
  return (
    <Field label={label} hint={hint} error={error} required={required} className={className}>
      <PersonLine label={label} {...line} />
    </Field>
  )
}

const textOf = (person: PersonChoice | null | undefined): string => (!person ? '' : person.email ? `${person.name} (${person.email})` : person.name)
const NONE: readonly string[] = []

function PersonLine({ label, name, begin = null, onPick, without = NONE, noteOf, barred, everybody = false, none = 'Name or e-mail address', clears = false }: Omit<Props, 'hint' | 'error' | 'required' | 'className'>) {
  const [chosen, setChosen] = useState<PersonChoice | null>(begin)
  const [text, setText] = useState(textOf(begin))
  const [open, setOpen] = useState(false)
  const [at, setAt] = useState(-1)
  const line = useRef<HTMLInputElement>(null)
  const found = useRef<HTMLDivElement>(null)
  const list = useId()
  const isTyped = text !== textOf(chosen)
  const { shown, hasMore, isError, isNone } = usePeople({ text: isTyped ? text : '', active: !everybody, enabled: open })
  const people = (shown ?? []).filter(({ id }) => !without.includes(id))
  const isBarred = (id: string) => barred?.(id) ?? false

  function pick(person: PersonChoice | null) {
    const kept = clears ? null : person
    setChosen(kept)
    setText(textOf(kept))
    setOpen(false)
    setAt(-1)
    onPick?.(person)
  }

  function search(value: string) {
    setText(value)
    setOpen(true)
    // What is typed names the first that matches; nothing typed names nobody.
    setAt(value.trim() === '' ? -1 : 0)
  }

  function onKeyDown(event: KeyboardEvent) {
    const { key } = event
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      event.preventDefault()
      if (!open) setOpen(true)
      else if (people.length > 0) setAt((at + (key === 'ArrowDown' ? 1 : at < 0 ? people.length : people.length - 1)) % people.length)
    } else if (key === 'Enter' && (open || isTyped)) {
      // Never sends the form with a name that nobody has picked.
      event.preventDefault()
      const person = people[at]
      if (open && person && !isBarred(person.id)) pick(person)
    } else if (key === 'Escape' && open) {
      setOpen(false)
    }
  }

  function leave() {
    setOpen(false)
    if (text.trim() === '' && chosen) pick(null)
    else setText(textOf(chosen))
  }

  const active = open ? people[at] : undefined
  useEffect(() => {
    found.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
  }, [active?.id])
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverAnchor asChild>
        <span className="relative flex">
          <Input
            ref={line}
            role="combobox"
            aria-autocomplete="list"
            aria-expanded={open}
            aria-controls={open ? list : undefined}
            aria-activedescendant={active ? `${list}-${active.id}` : undefined}
            value={text}
            maxLength={360}
            placeholder={none}
            autoComplete="off"
            spellCheck={false}
            className={cn(chosen && 'pr-9')}
            onChange={(event) => search(event.target.value)}
            onFocus={(event) => event.target.select()}
            onClick={() => setOpen(true)}
            onKeyDown={onKeyDown}
            onBlur={leave}
          />
          {chosen ? (
            <button
              type="button"
              aria-label={`Clear ${label}`}
              className="absolute inset-y-0 right-0 grid w-9 place-items-center rounded-md text-ink-3 hover:text-ink"
              onClick={() => {
                pick(null)
                line.current?.focus()
              }}
            >
              <X aria-hidden="true" className="size-4" />
            </button>
          ) : null}
        </span>
      </PopoverAnchor>
      {name ? <input type="hidden" name={name} value={chosen?.id ?? ''} /> : null}
      <PopoverContent
        align="start"
        aria-label="Choose a person"
        className="w-(--radix-popover-trigger-width) min-w-64 p-1"
        // The line keeps the focus, and a press on the list does not take it.
        onOpenAutoFocus={(event) => event.preventDefault()}
        onCloseAutoFocus={(event) => event.preventDefault()}
        onInteractOutside={(event) => {
          if (line.current?.parentElement?.contains(event.target as Node)) event.preventDefault()
        }}
        onMouseDown={(event) => event.preventDefault()}
      >
        <div id={list} ref={found} role="listbox" aria-label="People found" className={cn('max-h-[min(24rem,var(--radix-popover-content-available-height))] overflow-y-auto', people.length === 0 && 'hidden')}>
          {people.map((person, place) => (
            <button
              key={person.id}
              type="button"
              tabIndex={-1}
              id={`${list}-${person.id}`}
              role="option"
              aria-selected={place === at}
              aria-disabled={isBarred(person.id) || undefined}
              className="flex min-h-10 w-full cursor-pointer items-center justify-between gap-2 rounded-md px-2 py-1 text-left hover:bg-selected aria-disabled:cursor-not-allowed aria-disabled:opacity-60 aria-selected:bg-selected"
              onClick={() => (isBarred(person.id) ? undefined : pick(person))}
            >
              <PersonBadge name={person.name} detail={person.email} gone={person.status === 'deactivated'} />
              {noteOf?.(person.id) ? <span className="shrink-0 text-xs text-caution">{noteOf(person.id)}</span> : null}
            </button>
          ))}
        </div>
        <p role="status" className="px-2 py-1.5 text-xs text-ink-3 empty:hidden">
          {isError ? 'The people could not be read: try again.' : shown === undefined ? 'Searching …' : isNone || people.length === 0 ? 'Nobody to choose has that in their name or e-mail address.' : hasMore ? 'There are more: type more of the name or the address.' : ''}
        </p>
      </PopoverContent>
    </Popover>
  )
}
