'use client'

import { FlaskConical, Menu, Search } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState, type ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { KeyHint } from '@/components/ui/key-hint'
import { Link } from '@/components/ui/link'
import { Sheet, SheetContent, SheetTrigger } from '@/components/ui/sheet'
import { BrandMark } from './brand-mark'
import { CommandPalette } from './command-palette'
import { HaltLauncher } from './halt-launcher'
import { Rail } from './rail'
import type { CommandGroup, Me, PageKeys, RailGroup } from './shell-types'
import { useShortcuts } from './use-shortcuts'
import { UserMenu } from './user-menu'

/** Loaded when it is first asked for. */
const KeysDialog = dynamic(() => import('./keys-dialog').then((module) => module.KeysDialog), { ssr: false })

type Props = Readonly<{
  groups: readonly RailGroup[]
  me: Me
  onSignOut: () => void
  /** Which installation this is: "production", "sample". Left out when there is only one. */
  environment?: string
  /** Nothing here is real. Said on every page. */
  isSample?: boolean
  /** The form inside the Halt dialog. Null for those who may halt nothing. */
  halt: ReactNode | null
  /** Somebody reaches for Halt: time to fetch what its dialog needs. */
  onConsiderHalt?: () => void
  commands?: readonly CommandGroup[]
  search?: (query: string) => Promise<readonly CommandGroup[]>
  /** Keys that single pages have of their own. */
  pageKeys?: readonly PageKeys[]
  /** Above every page: contact lost, sample data, read only. */
  banner?: ReactNode
  children: ReactNode
}>

export function AppShell({ groups, me, onSignOut, environment, isSample = false, halt, onConsiderHalt, commands = [], search, pageKeys = [], banner, children }: Props) {
  const [palette, setPalette] = useState(false)
  const [keys, setKeys] = useState(false)
  const [keysAsked, setKeysAsked] = useState(false)
  const [halting, setHalting] = useState(false)
  const [drawer, setDrawer] = useState(false)
  const openPalette = () => setPalette(true)
  function openKeys() {
    setKeysAsked(true)
    setKeys(true)
  }

  const items = groups.flatMap((group) => group.items)
  useShortcuts({ items, onPalette: openPalette, onHalt: () => setHalting(halt !== null), onKeys: openKeys })
  const places: CommandGroup = {
    heading: 'Go to',
    items: items.map((item) => ({ id: item.href, label: item.label, href: item.href, icon: item.icon, ...(item.key ? { detail: `g ${item.key}` } : {}) })),
  }

  return (
    <div className="flex min-h-dvh flex-col">
      <a href="#content" className="sr-only focus:not-sr-only focus:fixed focus:left-3 focus:top-3 focus:z-50 focus:rounded-md focus:bg-strong focus:px-3 focus:py-2 focus:text-sm focus:text-on-strong">
        To the content
      </a>
      <header data-print="hide" className="sticky top-0 z-30 flex h-12 items-center gap-2 border-b border-line bg-surface pl-2 pr-3 lg:pl-4 lg:pr-5">
        <Sheet open={drawer} onOpenChange={setDrawer}>
          <SheetTrigger asChild>
            <Button variant="ghost" size="icon" aria-label="Areas" className="lg:hidden">
              <Menu aria-hidden="true" />
            </Button>
          </SheetTrigger>
          <SheetContent side="left" title="Lanyard">
            <Rail groups={groups} onNavigate={() => setDrawer(false)} />
          </SheetContent>
        </Sheet>
        <Link href="/" aria-label="Lanyard, overview" className="flex items-center gap-2 rounded-sm pr-1 text-base font-semibold tracking-[-0.01em] lg:w-44">
          <BrandMark />
          <span className="max-sm:hidden">Lanyard</span>
        </Link>
        <button
          type="button"
          onClick={openPalette}
          aria-keyshortcuts="Control+K"
          className="flex h-8 min-w-0 items-center gap-2 rounded-md text-sm text-ink-3 hover:text-ink max-sm:w-9 max-sm:justify-center sm:w-72 sm:border sm:border-line sm:bg-canvas sm:px-2.5 sm:hover:border-edge"
        >
          <Search aria-hidden="true" className="size-4 shrink-0" />
          <span className="truncate max-sm:sr-only">Search</span>
          <KeyHint keys={['Ctrl', 'K']} className="ml-auto max-sm:hidden" />
        </button>
        <div className="ml-auto flex items-center gap-2">
          {isSample ? (
            <span title={environment} className="inline-flex items-center gap-1.5 rounded-sm border border-dashed border-edge px-1.5 text-xs font-medium leading-5 text-ink-2">
              <FlaskConical aria-hidden="true" className="size-3.5 text-ink-3" />
              Sample
            </span>
          ) : environment ? (
            <span className="max-w-28 truncate rounded-sm border border-line px-1.5 text-xs leading-5 text-ink-2">{environment}</span>
          ) : null}
          {halt === null ? null : (
            <HaltLauncher open={halting} onOpenChange={setHalting} {...(onConsiderHalt ? { onConsider: onConsiderHalt } : {})}>
              {halt}
            </HaltLauncher>
          )}
          <UserMenu me={me} onKeys={openKeys} onSignOut={onSignOut} />
        </div>
      </header>
      {banner}
      <div className="flex min-w-0 grow">
        <aside data-print="hide" className="sticky top-12 h-[calc(100dvh-3rem)] w-52 shrink-0 overflow-y-auto border-r border-line px-2 py-4 max-lg:hidden">
          <Rail groups={groups} />
        </aside>
        <main id="content" tabIndex={-1} className="min-w-0 grow px-4 py-5 outline-none sm:px-6 lg:px-8">
          {children}
        </main>
      </div>
      <CommandPalette open={palette} onOpenChange={setPalette} groups={[...commands, places]} search={search} />
      {keysAsked ? <KeysDialog open={keys} onOpenChange={setKeys} items={items} mayHalt={halt !== null} pageKeys={pageKeys} /> : null}
    </div>
  )
}
