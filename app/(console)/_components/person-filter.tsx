'use client'

import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'
import { PersonPicker } from './person-picker'
import { useUrlFilter } from './use-url-filter'

type Props = Readonly<{
  chosen: { id: string; name: string } | null
  /** The parameter of the URL that it sets. */
  name?: string
  label: string
  /** What stands there when it filters nothing: "Anybody’s". */
  any: string
}>

/** People may be tens of thousands, so this filter is asked and not listed. */
export function PersonFilter({ chosen, name = 'person', label, any }: Props) {
  const [open, setOpen] = useState(false)
  const { choose } = useUrlFilter(name)
  const shown = chosen ? chosen.name : any
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button
          aria-label={`${label}: ${shown}`}
          className="min-w-0 max-w-48 grow basis-32 font-normal [&>span]:w-full [&>span]:min-w-0 [&>span]:justify-between max-sm:h-9 max-sm:max-w-none max-sm:basis-36"
        >
          <span className="truncate">{shown}</span>
          <ChevronDown aria-hidden="true" className="text-ink-3" />
        </Button>
      </PopoverTrigger>
      <PopoverContent align="start" className="w-80 p-1.5" aria-label={label}>
        <PersonPicker
          label="Name or e-mail address"
          any={chosen ? any : undefined}
          autoFocus
          onPick={(person) => {
            setOpen(false)
            choose(person?.id ?? '')
          }}
        />
      </PopoverContent>
    </Popover>
  )
}
