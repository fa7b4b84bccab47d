'use client'

import { Command } from 'cmdk'
import { Search } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { Dialog as Radix } from 'radix-ui'
import { useEffect, useState } from 'react'
import { KeyHint } from '@/components/ui/key-hint'
import { paletteRank } from './palette-rank'
import type { CommandGroup, CommandItem } from './shell-types'

type Props = Readonly<{
  open: boolean
  onOpenChange: (open: boolean) => void
  groups: readonly CommandGroup[]
  /** Looks further than this page knows: agents, people, runs. Its answers stand above the rest. */
  search?: (query: string) => Promise<readonly CommandGroup[]>
}>

const PAUSE_MS = 150
const QUERY_MIN = 2

export function CommandPalette({ open, onOpenChange, groups, search }: Props) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed left-1/2 top-[10dvh] z-50 w-[calc(100%-1.5rem)] max-w-xl -translate-x-1/2 animate-appear overflow-hidden rounded-lg bg-surface shadow-pop outline-none"
        >
          <Radix.Title className="sr-only">Search and commands</Radix.Title>
          <PaletteBody groups={groups} search={search} onDone={() => onOpenChange(false)} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

type BodyProps = Readonly<{ groups: readonly CommandGroup[]; search: Props['search']; onDone: () => void }>

/** Apart from the dialog, so that each opening begins with an empty line. */
function PaletteBody({ groups, search, onDone }: BodyProps) {
  const router = useRouter()
  const [query, setQuery] = useState('')
  const { found, lost } = useFurther(query, search)

  function go(item: CommandItem) {
    onDone()
    router.push(item.href)
  }

  return (
    <Command loop label="Search and commands" filter={(_, typed, texts) => paletteRank(texts ?? [], typed)}>
      <div className="flex items-center gap-2.5 border-b border-line px-4">
        <Search aria-hidden="true" className="size-4 text-ink-3" />
        <Command.Input
          value={query}
          onValueChange={setQuery}
          placeholder="Go to, or search agents, people, runs"
          className="h-12 min-w-0 grow bg-transparent text-base text-ink outline-none placeholder:text-ink-3 max-sm:text-[1rem]"
        />
        <KeyHint keys={['Esc']} className="max-sm:hidden" />
      </div>
      <Command.List className="max-h-[min(60dvh,26rem)] overflow-y-auto p-1.5">
        <Command.Empty className="px-3 py-8 text-center text-sm text-ink-2">Nothing by that name that you may see.</Command.Empty>
        {lost ? <p className="px-3 py-2 text-xs text-caution">The search could not be asked; only pages are listed.</p> : null}
        {[...found, ...groups].map((group) => (
          <Command.Group key={group.heading} heading={group.heading} className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:text-ink-3">
            {group.items.map((item) => (
              <Command.Item
                key={item.id}
                value={item.id}
                keywords={[item.label, ...(item.keywords ?? [])]}
                onSelect={() => go(item)}
                className="flex h-9 cursor-pointer items-center gap-2.5 rounded-md px-2 text-sm text-ink data-[selected=true]:bg-selected [&_svg]:size-4 [&_svg]:text-ink-3"
              >
                {item.icon}
                <span className="truncate">{item.label}</span>
                {item.detail ? <span className="ml-auto truncate pl-4 text-xs text-ink-3">{item.detail}</span> : null}
              </Command.Item>
            ))}
          </Command.Group>
        ))}
      </Command.List>
    </Command>
  )
}

type Answer = { query: string; found: readonly CommandGroup[]; lost: boolean }
const NOTHING: Answer = { query: '', found: [], lost: false }

/** Asks after a pause, and lets a late answer to an old question fall. */
function useFurther(query: string, search: Props['search']) {
  const [answer, setAnswer] = useState<Answer>(NOTHING)
  useEffect(() => {
    const asked = query.trim()
    if (!search || asked.length < QUERY_MIN) return
    let stale = false
    const timer = setTimeout(() => {
      search(asked).then(
        (found) => stale || setAnswer({ query: asked, found, lost: false }),
        () => stale || setAnswer({ query: asked, found: [], lost: true }),
      )
    }, PAUSE_MS)
    return () => {
      stale = true
      clearTimeout(timer)
    }
  }, [query, search])
  return answer.query === query.trim() ? answer : NOTHING
}
