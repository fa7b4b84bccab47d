import type { ReactNode } from 'react'

export type RailItem = Readonly<{
  label: string
  href: string
  icon: ReactNode
  /** Work for the reader, which may follow after the page. Nought is not shown. */
  count?: number | Promise<number>
  /** Other addresses whose pages belong to it. */
  also?: readonly string[]
  /** `g` and then this letter goes there. */
  key?: string
}>

export type RailGroup = Readonly<{ label?: string; items: readonly RailItem[] }>

export type Me = Readonly<{ name: string; email?: string; role: string }>

export type CommandItem = Readonly<{ id: string; label: string; href: string; /** Read by the search and not drawn. */ keywords?: readonly string[]; detail?: string; icon?: ReactNode }>
export type CommandGroup = Readonly<{ heading: string; items: readonly CommandItem[] }>

/** What keys do on some pages: each entry is the keys, pressed in order, and what they do. */
export type PageKeys = Readonly<{ on: RegExp; heading: string; keys: readonly (readonly [keys: readonly string[], does: string])[] }>
