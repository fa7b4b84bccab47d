'use client'

import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { memo, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState, type ReactNode, type Ref } from 'react'
import type { WorkItem } from './work-item'

export type ItemListHandle = { focus: (id: string) => void; /** Of the row that takes the focus as soon as it is drawn. */ wanted: () => string | null }
type Props = Readonly<{ items: readonly WorkItem[]; label: string; ref: Ref<ItemListHandle>; row: (item: WorkItem) => ReactNode }>

const ROW_PX = 104
/** Rows beyond the edge of the window, so that the next one is there when a key asks for it. */
const OVERSCAN = 4
/** Before the browser has said how large it is, and on the server. */
const FIRST_WINDOW = { width: 1280, height: 900 }

const nameOf = (id: string) => document.querySelector<HTMLElement>(`[data-review-item="${CSS.escape(id)}"] [data-review-name]`)

/** A list of any length, of which only what is in the window is drawn; each row says its place among all of them. What stands around it changes with each key, and does not draw it anew. */
export const ItemList = memo(function ItemList({ items, label, ref, row }: Props) {
  const list = useRef<HTMLUListElement>(null)
  const [margin, setMargin] = useState(0)
  const wanted = useRef<string | null>(null)
  const focused = useRef<{ id: string; index: number } | null>(null)
  // What stands above it comes and goes.
  useLayoutEffect(() => {
    const measure = () => setMargin(list.current ? Math.round(list.current.getBoundingClientRect().top + window.scrollY) : 0)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(document.body)
    return () => observer.disconnect()
  }, [])
  // oxlint-disable-next-line react/incompatible-library -- nothing of it is handed to what is memoized
  const virtual = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
    scrollMargin: margin,
    scrollPaddingStart: 72,
    scrollPaddingEnd: 24,
    initialRect: FIRST_WINDOW,
    getItemKey: (index) => items[index]?.id ?? index,
  })
  // A row that was asked for takes the focus as soon as it is drawn.
  useEffect(() => {
    if (wanted.current === null) return
    const name = nameOf(wanted.current)
    if (!name) return
    wanted.current = null
    name.focus({ preventScroll: true })
  })
  // A row that has gone (it waits, or is somebody else's) leaves the focus to the one in its place.
  useEffect(() => {
    const gone = focused.current
    if (gone === null || document.activeElement !== document.body || items.some(({ id }) => id === gone.id)) return
    const next = items[Math.min(gone.index, items.length - 1)]
    focused.current = null
    if (next) nameOf(next.id)?.focus({ preventScroll: true })
  }, [items])
  useImperativeHandle(ref, () => ({
    focus(id) {
      const index = items.findIndex((item) => item.id === id)
      if (index < 0) return
      virtual.scrollToIndex(index, { align: 'auto' })
      const name = nameOf(id)
      wanted.current = name ? null : id
      name?.focus({ preventScroll: true })
    },
    wanted: () => wanted.current,
  }))
  return (
    <ul ref={list} aria-label={label} className="relative" style={{ height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map(({ index, key, start }) => {
        const item = items[index]
        return item ? (
          <li
            key={key}
            ref={virtual.measureElement}
            data-index={index}
            data-review-item={item.id}
            onFocus={() => (focused.current = { id: item.id, index })}
            aria-setsize={items.length}
            aria-posinset={index + 1}
            className="absolute inset-x-0 top-0 border-b border-line [contain:layout_style] focus-within:bg-selected"
            style={{ transform: `translateY(${start - margin}px)` }}
          >
            {row(item)}
          </li>
        ) : null
      })}
    </ul>
  )
})
