'use client'

import { usePathname } from 'next/navigation'
import { Tabs as Radix } from 'radix-ui'
import { useEffect, useRef, type ComponentProps, type ReactNode } from 'react'
import { cn } from './cn'
import { Link } from './link'

// On a phone they may be more than fit: they fade where they go on, and room after the last lets that one stand clear.
const listClass =
  'flex gap-5 overflow-x-auto border-b border-line max-sm:[scrollbar-width:none] max-sm:[mask-image:linear-gradient(to_right,#000_calc(100%-2.5rem),transparent)] max-sm:after:w-6 max-sm:after:shrink-0 max-sm:after:content-[""]'
const tabClass =
  '-mb-px inline-flex h-9 shrink-0 items-center gap-1.5 border-b-2 border-transparent text-sm text-ink-2 hover:text-ink focus-visible:outline-offset-[-2px]!'
const currentClass = 'border-ink font-medium text-ink'

export const Tabs = Radix.Root

export function TabsList({ className, ...rest }: ComponentProps<typeof Radix.List>) {
  return <Radix.List className={cn(listClass, className)} {...rest} />
}

export function TabsTrigger({ className, ...rest }: ComponentProps<typeof Radix.Trigger>) {
  return (
    <Radix.Trigger
      className={cn(tabClass, 'data-[state=active]:border-ink data-[state=active]:font-medium data-[state=active]:text-ink', className)}
      {...rest}
    />
  )
}

export function TabsContent({ className, ...rest }: ComponentProps<typeof Radix.Content>) {
  return <Radix.Content className={cn('pt-4', className)} {...rest} />
}

/** What is kept in sight of the tab before the current one, in pixels. */
const EDGE = 40

type LinkTab = Readonly<{ href: string; label: ReactNode; count?: number }>

/** Tabs that are pages: each has its own URL. `current` wins over the path where tabs differ by a query alone. */
export function LinkTabs({ tabs, label, current }: Readonly<{ tabs: readonly LinkTab[]; label: string; current?: string }>) {
  const path = usePathname()
  const here = current ?? path
  const list = useRef<HTMLElement>(null)
  // The one that is shown may stand beyond the edge of a phone.
  useEffect(() => {
    const [row, tab] = [list.current, list.current?.querySelector('[aria-current]')]
    if (row && tab) row.scrollLeft += tab.getBoundingClientRect().left - row.getBoundingClientRect().left - EDGE
  }, [here])
  return (
    <nav ref={list} aria-label={label} data-print="hide" className={listClass}>
      {tabs.map((tab) => (
        <Link
          key={tab.href}
          href={tab.href}
          scroll={false}
          aria-current={tab.href === here ? 'page' : undefined}
          className={cn(tabClass, tab.href === here && currentClass)}
        >
          {tab.label}
          {tab.count === undefined ? null : <span className="text-xs font-normal text-ink-3">{tab.count}</span>}
        </Link>
      ))}
    </nav>
  )
}
