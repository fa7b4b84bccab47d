'use client'

import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'
import { AgentPicker } from '../../_components/agent-picker'
import { useUrlFilter } from '../../_components/use-url-filter'

/** Agents may be a hundred thousand, so this filter is asked and not listed. */
export function AgentFilter({ chosen, name = 'agent' }: Readonly<{ chosen: { id: string; name: string } | null; /** The parameter of the URL that it sets. */ name?: string }>) {
  const [open, setOpen] = useState(false)
  const { choose } = useUrlFilter(name)

  function pick(id: string) {
    setOpen(false)
    choose(id)
  }

  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button className="min-w-0 max-w-48 grow basis-32 font-normal [&>span]:w-full [&>span]:min-w-0 [&>span]:justify-between max-sm:h-9 max-sm:max-w-none max-sm:basis-36">
          <span className="truncate">{chosen ? chosen.name : 'Any agent'}</span>
          <ChevronDown aria-hidden="true" className="text-ink-3" />
        </Button>
      </PopoverTrigger>
      <PopoverContent align="start" className="w-80 p-1.5" aria-label="Choose an agent">
        <AgentPicker label="Which agent?" autoFocus onPick={(agent) => pick(agent.id)} />
      </PopoverContent>
    </Popover>
  )
}
