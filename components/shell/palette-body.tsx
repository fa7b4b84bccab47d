'use client'

import { Command } from 'cmdk'
import { useDeferredValue, useEffect, useMemo, useState } from 'react'
import { useGo } from '@/components/ui/use-go'
import { PaletteLine, PALETTE_INPUT } from './palette-line'
import { paletteRank } from './palette-rank'
import type { CommandGroup, CommandItem } from './shell-types'

type Search = (query: string) => Promise<readonly CommandGroup[]>
export type PaletteBodyProps = Readonly<{ query: string; onQuery: (query: string) => void; groups: readonly CommandGroup[]; search: Search | undefined; onDone: () => void }>

const PAUSE_MS = 150
const QUERY_MIN = 2
const NOT_YET: readonly CommandGroup[] = []

/** What is found by what is typed. */
export function PaletteBody({ query, onQuery, groups, search, onDone }: PaletteBodyProps) {
  const goTo = useGo()
  const { found, lost } = useFurther(query, search)
  const all = useMemo(() => [...found, ...groups], [found, groups])
  // The line first, then what is listed: two short tasks, between which a key is heard.
  const listed = useDeferredValue(all, NOT_YET)

  function go(item: CommandItem) {
    onDone()
    goTo(item.href)
  }

  return (
    <Command loop label="Search and commands" filter={(_, typed, texts) => paletteRank(texts ?? [], typed)}>
      <PaletteLine>
        <Command.Input {...PALETTE_INPUT} autoFocus value={query} onValueChange={onQuery} />
      </PaletteLine>
      <Command.List className="max-h-[min(60dvh,26rem)] overflow-y-auto p-1.5">
        {listed === NOT_YET ? null : <Command.Empty className="px-3 py-8 text-center text-sm text-ink-2">Nothing by that name that you may see.</Command.Empty>}
        {lost ? <p className="px-3 py-2 text-xs text-caution">The search could not be asked; only pages are listed.</p> : null}
        {listed.map((group) => (
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
function useFurther(query: string, search: Search | undefined) {
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
