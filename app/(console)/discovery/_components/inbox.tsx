'use client'

import { parseAsString, useQueryState } from 'nuqs'
import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { Sheet, SheetContent } from '@/components/ui/sheet'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TimeStamp } from '@/components/ui/time-stamp'
import { useGo } from '@/components/ui/use-go'
import { isAgentKind, type ItemRow, type ItemView } from '@/lib/identity/discovery/contract'
import { FoundDetail } from './found-detail'
import { IgnoreItem, MergeItem } from './decide-dialogs'
import { TierBadge } from './tier-badge'
import { useInboxKeys } from './use-inbox-keys'
import { kindName, stateWords } from './words'

type Props = Readonly<{ items: readonly ItemRow[]; mayDecide: boolean; opened: ItemView | null; servers: readonly { id: string; name: string }[] }>
type Asking = { what: 'ignore' | 'merge'; item: ItemRow }

const rowButton = (id: string): HTMLElement | null => document.querySelector(`[data-found="${CSS.escape(id)}"] [data-found-name]`)

/** The list, decided on row by row by keyboard or mouse; the drawer beside it has the evidence. */
export function Inbox({ items, mayDecide, opened, servers }: Props) {
  const router = useRouter()
  const [pending, startTransition] = useTransition()
  const [, setOpen] = useQueryState('item', parseAsString.withOptions({ shallow: false, history: 'push', scroll: false, startTransition }))
  const [asking, setAsking] = useState<Asking | null>(null)
  const decidedOn = useRef<{ id: string; next: string | null } | null>(null)
  const go = useGo()
  const register = (item: ItemRow) => go(isAgentKind(item.kind) ? `/agents/register?found=${item.id}` : '/settings/tool-servers')

  function move(id: string | null, by: 1 | -1) {
    const at = items.findIndex((item) => item.id === id)
    const next = items[at === -1 ? 0 : Math.min(items.length - 1, Math.max(0, at + by))]
    if (next) rowButton(next.id)?.focus()
  }

  useInboxKeys((key, id) => {
    if (key === 'next' || key === 'previous') return move(id, key === 'next' ? 1 : -1)
    const item = items.find((one) => one.id === id)
    if (!item || !mayDecide) return
    if (key === 'register') register(item)
    else setAsking({ what: key, item })
  })

  /** The row goes away with the decision: the one after it has the focus then. */
  function decided(item: ItemRow) {
    const at = items.findIndex(({ id }) => id === item.id)
    decidedOn.current = { id: item.id, next: items[at + 1]?.id ?? items[at - 1]?.id ?? null }
    setAsking(null)
    startTransition(() => {
      if (opened) void setOpen(null)
      router.refresh()
    })
  }

  useEffect(() => {
    // The list without that row has come: whoever had the focus on it has it on the next; who has gone on by then keeps it.
    const gone = decidedOn.current
    if (gone === null || items.some(({ id }) => id === gone.id)) return
    decidedOn.current = null
    if (gone.next !== null && document.activeElement === document.body) rowButton(gone.next)?.focus()
  }, [items])

  return (
    <>
      <Table caption="What was found, newest first" stack className={pending ? 'opacity-70' : ''}>
        <THead>
          <Th>Found</Th>
          <Th>Where</Th>
          <Th>Credential</Th>
          <Th>May be</Th>
          <Th>Seen</Th>
          <Th>State</Th>
        </THead>
        <TBody>
          {items.map((item) => (
            <Tr key={item.id} data-found={item.id} selected={opened?.id === item.id}>
              <Td lead className="max-w-64">
                <button type="button" data-found-name onClick={() => void setOpen(item.id)} className="max-w-full text-left font-medium text-ink hover:underline">
                  <bdi className="break-words">{item.name}</bdi>
                </button>
                <span className="block text-xs font-normal text-ink-3">{kindName(item.kind)}</span>
              </Td>
              <Td label="Where" className="max-w-72">
                <span className="min-w-0">
                  <bdi className="break-all font-mono text-xs text-ink-2">{item.path}</bdi>
                  <span className="block text-xs text-ink-3">
                    <bdi>{item.source.name}</bdi>
                  </span>
                </span>
              </Td>
              <Td label="Credential">
                <TierBadge tier={item.tier} />
              </Td>
              <Td label="May be" className="max-w-56">
                <Matches item={item} />
              </Td>
              <Td label="Seen" className="text-ink-2">
                <TimeStamp value={item.last_seen_at} style="relative" />
              </Td>
              <Td label="State" className={item.came_back ? 'max-w-48 text-caution' : 'max-w-48 text-ink-2'}>
                <bdi>{stateWords(item)}</bdi>
              </Td>
            </Tr>
          ))}
        </TBody>
      </Table>
      <Sheet open={opened !== null} onOpenChange={(open) => (open ? undefined : void setOpen(null))}>
        {opened ? (
          <SheetContent title={<bdi className="break-words">{opened.name}</bdi>} description={kindName(opened.kind)}>
            <FoundDetail
              item={opened}
              acts={
                mayDecide ? (
                  <>
                    <Button variant="primary" onClick={() => register(opened)}>
                      {isAgentKind(opened.kind) ? 'Register' : 'Add a tool server'}
                    </Button>
                    <Button onClick={() => setAsking({ what: 'merge', item: opened })}>Merge</Button>
                    <Button onClick={() => setAsking({ what: 'ignore', item: opened })}>Ignore</Button>
                  </>
                ) : null
              }
            />
          </SheetContent>
        ) : null}
      </Sheet>
      {asking?.what === 'ignore' ? <IgnoreItem item={asking.item} onClose={() => setAsking(null)} onDone={() => decided(asking.item)} /> : null}
      {asking?.what === 'merge' ? <MergeItem item={asking.item} servers={servers} onClose={() => setAsking(null)} onDone={() => decided(asking.item)} /> : null}
    </>
  )
}

function Matches({ item }: Readonly<{ item: ItemRow }>) {
  const [first, ...more] = item.matches
  if (!first) return <span className="text-ink-3">nothing registered</span>
  return (
    <span className="min-w-0">
      <bdi className="break-words">{first.name}</bdi>
      <span className="block text-xs text-ink-3">
        {first.why.join(', ')}
        {more.length > 0 ? `, and ${more.length} more` : ''}
      </span>
    </span>
  )
}
