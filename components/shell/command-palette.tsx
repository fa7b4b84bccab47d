'use client'

import { Dialog as Radix } from 'radix-ui'
import { lazy, startTransition, Suspense, useEffect, useState } from 'react'
import { useFocusReturn } from '@/components/ui/use-focus-return'
import { PaletteLine, PALETTE_INPUT } from './palette-line'
import type { CommandGroup } from './shell-types'

type Props = Readonly<{
  open: boolean
  onOpenChange: (open: boolean) => void
  groups: readonly CommandGroup[]
  /** Looks further than this page knows: agents, people, runs. Its answers stand above the rest. */
  search?: (query: string) => Promise<readonly CommandGroup[]>
}>

export function CommandPalette({ open, onOpenChange, ...rest }: Props) {
  const { mark, onCloseAutoFocus } = useFocusReturn()
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 data-[state=open]:animate-appear bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          onCloseAutoFocus={onCloseAutoFocus}
          className="fixed left-1/2 top-[10dvh] z-50 w-[calc(100%-1.5rem)] max-w-xl -translate-x-1/2 data-[state=open]:animate-appear overflow-hidden rounded-lg bg-surface shadow-pop outline-none"
        >
          {mark}
          <Radix.Title className="sr-only">Search and commands</Radix.Title>
          <Opened onDone={() => onOpenChange(false)} {...rest} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** Loaded when it is first asked for. */
const load = () => import('./palette-body')
const PaletteBody = lazy(async () => ({ default: (await load()).PaletteBody }))

/**
 * Apart from the dialog, so that each opening begins with an empty line. The line is there at once: what is typed while
 * the rest is fetched is neither lost nor taken for a shortcut.
 */
function Opened({ groups, search, onDone }: Pick<Props, 'groups' | 'search'> & Readonly<{ onDone: () => void }>) {
  const [query, setQuery] = useState('')
  const line = (
    <PaletteLine>
      <input {...PALETTE_INPUT} aria-label="Search and commands" autoFocus value={query} onChange={(event) => setQuery(event.target.value)} />
    </PaletteLine>
  )
  return <Suspense fallback={line}>{useLoaded() ? <PaletteBody query={query} onQuery={setQuery} groups={groups} search={search} onDone={onDone} /> : line}</Suspense>
}

/**
 * Whether the rest is there to be drawn: once it is fetched and the line was seen, and in a render that gives way to keys.
 * As a fallback the line would stay for at least 300 ms, and all else then be drawn in one go, whatever key is pressed by then.
 */
function useLoaded(): boolean {
  const [isLoaded, setLoaded] = useState(false)
  useEffect(() => {
    let isGone = false
    const seen = new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
    Promise.all([load(), seen]).then(
      () => isGone || startTransition(() => setLoaded(true)),
      () => undefined, // the line stays; opening it again asks again
    )
    return () => {
      isGone = true
    }
  }, [])
  return isLoaded
}
