'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Command } from 'cmdk'
import { useEffect, useState, type KeyboardEvent } from 'react'
import { AgentBadge } from '@/components/identity/agent-badge'
import { platformName } from '@/components/identity/platform-name'
import { cn } from '@/components/ui/cn'
import type { AgentRow } from '@/lib/identity/registry/contract'
import type { Page } from '@/lib/kernel/fields'
import { liveQueries } from './live-queries'
import { PICKER_INPUT } from './picker-input'
import { readLive } from './read-live'

const PAUSE_MS = 120

type Props = Readonly<{ label: string; /** What is in the line at first. */ begin?: string; onPick: (agent: AgentRow) => void; autoFocus?: boolean }>

/** Type-ahead over all agents, by the authority: arrows move, Enter picks. */
export function AgentPicker({ label, begin = '', onPick, autoFocus = false }: Props) {
  const [text, setText] = useState(begin)
  const [moved, setMoved] = useState(false)
  const asked = usePaused(text.trim())
  const { data, isError, isFetching, isPlaceholderData } = useQuery({
    queryKey: ['agents', asked],
    queryFn: () => readLive<Page<AgentRow>>(`/api/live/agents?q=${encodeURIComponent(asked)}`),
    placeholderData: keepPreviousData,
  }, liveQueries())
  // Until the answer to this very text is here, only what matches it may be picked: Enter, pressed fast, must never
  // take an agent that somebody did not name.
  const isBehind = isPlaceholderData || asked !== text.trim()
  const shown = data?.items.filter(({ name }) => !isBehind || name.toLowerCase().includes(text.trim().toLowerCase()))
  // Nor does it take the first of all, which is there before anybody has named or gone to one.
  function guardEnter(event: KeyboardEvent) {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') setMoved(true)
    else if (event.key === 'Enter' && text.trim() === '' && !moved) event.preventDefault()
  }
  return (
    <Command shouldFilter={false} loop label={label} onKeyDown={guardEnter} className="rounded-md border border-line">
      <Command.Input
        // Opened by a key in order to type at once.
        autoFocus={autoFocus}
        value={text}
        onValueChange={setText}
        placeholder={label}
        {...PICKER_INPUT}
      />
      {isError ? (
        <p role="alert" className="px-3 py-3 text-sm text-caution">
          The agents could not be read. <code className="font-mono text-xs">npx lanyard halt agent ID</code> works without the console.
        </p>
      ) : null}
      {/* As high as the list will be: nothing below moves when it comes. */}
      {shown === undefined && !isError ? <div aria-hidden="true" className="h-72" /> : null}
      {/* A list box with nothing in it is none: what is said instead stands outside. */}
      <Command.List label={label} className={cn('max-h-72 overflow-y-auto p-1', !shown?.length && 'hidden')}>
        {shown?.map((agent) => (
          <Command.Item
            key={agent.id}
            value={agent.id}
            onSelect={() => onPick(agent)}
            className="flex min-h-10 cursor-pointer items-center rounded-md px-2 py-1 data-[selected=true]:bg-selected"
          >
            <AgentBadge name={agent.name} status={agent.status} detail={`${agent.owner.name}, ${platformName(agent.platform)}`} />
          </Command.Item>
        ))}
      </Command.List>
      {shown?.length === 0 && !isFetching && !isBehind ? (
        <p role="status" className="px-3 py-4 text-sm text-ink-2">
          {asked ? 'No agent by that name that you may see.' : 'No agent is registered yet.'}
        </p>
      ) : null}
    </Command>
  )
}

function usePaused(value: string): string {
  const [paused, setPaused] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setPaused(value), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [value])
  return paused
}
