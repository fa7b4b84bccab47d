'use client'

import { createContext, useContext, useLayoutEffect, useState, type ComponentProps, type ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { BulkBar } from './bulk-bar'
import type { BulkFilter, Chosen } from './bulk-run'

type Row = Chosen & Readonly<{ /** Cannot be chosen. */ barred: boolean }>
type Selection = { rows: readonly Row[]; chosen: ReadonlySet<string>; set: (ids: Iterable<string>) => void }
const Context = createContext<Selection | null>(null)

type Props = Readonly<{
  rows: readonly Row[]
  /** What the list is filtered by, for what is done to all that match; left out: rows alone are chosen. */
  filter?: BulkFilter | null
  total?: { agents: number; more: boolean } | null
  may: ComponentProps<typeof BulkBar>['may']
  onPhone?: boolean
  children: ReactNode
}>

/** Rows of a list that are chosen, and the bar of what can be done to them. A list that changes forgets what is not in it. */
export function BulkSelection({ rows, filter = null, total = null, may, onPhone = false, children }: Props) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const here = rows.filter(({ id, barred }) => chosen.has(id) && !barred)
  const none = () => setChosen(new Set())
  return (
    <Context.Provider value={{ rows, chosen, set: (ids) => setChosen(new Set(ids)) }}>
      <EscapeClears active={here.length > 0} clear={none} />
      {here.length > 0 ? <BulkBar chosen={here} all={here.length === rows.filter(({ barred }) => !barred).length} filter={filter} total={total} may={may} onPhone={onPhone} onClear={none} /> : null}
      {children}
    </Context.Provider>
  )
}

export function ChooseAgent({ id, name }: Readonly<{ id: string; name: string }>) {
  const selection = useContext(Context)
  const row = selection?.rows.find((one) => one.id === id)
  if (!selection || !row || row.barred) return null
  const { chosen, set } = selection
  return <Checkbox labelHidden label={`Choose ${name}`} checked={chosen.has(id)} onChange={(event) => set(event.target.checked ? [...chosen, id] : [...chosen].filter((one) => one !== id))} />
}

export function ChooseAll() {
  const selection = useContext(Context)
  if (!selection) return null
  const { rows, chosen, set } = selection
  const ids = rows.filter(({ barred }) => !barred).map(({ id }) => id)
  const count = ids.filter((id) => chosen.has(id)).length
  return <Checkbox labelHidden label="Choose all on this page" disabled={ids.length === 0} checked={count > 0 && count === ids.length} indeterminate={count > 0 && count < ids.length} onChange={() => set(count === ids.length ? [] : ids)} />
}

/** Chooses some of the rows at once, and no other. */
export function ChooseThese({ ids, children }: Readonly<{ ids: readonly string[]; children: ReactNode }>) {
  const selection = useContext(Context)
  if (!selection) return null
  return (
    <Button size="sm" onClick={() => selection.set(ids)}>
      {children}
    </Button>
  )
}

/** Escape lets go of what is chosen, unless something is open above the page that it closes. */
function EscapeClears({ active, clear }: Readonly<{ active: boolean; clear: () => void }>) {
  useLayoutEffect(() => {
    if (!active) return
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('[role="dialog"], [role="menu"]')) clear()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  })
  return null
}
