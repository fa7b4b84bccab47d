'use client'

import { useLayoutEffect, useRef, useState, useTransition } from 'react'
import { isTyping } from '@/components/shell/is-typing'
import { KeyHint } from '@/components/ui/key-hint'
import { Notice } from '@/components/ui/notice'
import { Progress } from '@/components/ui/progress'
import { Card } from '@/components/ui/section'
import { refusalText } from '@/lib/console/refusal-text'
import type { DrawItemView, DrawView } from '@/lib/identity/audit/contract'
import { markAction } from '../actions'
import { NoteDialog } from './note-dialog'
import { WalkRow } from './walk-row'

type Props = Readonly<{ draw: DrawView; mayMark: boolean }>

/** The events one after another; a key acts on the one that has the focus, and never while somebody types. */
export function Walk({ draw, mayMark }: Props) {
  const list = useRef<HTMLOListElement>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [noting, setNoting] = useState<DrawItemView | null>(null)
  const [sending, setSending] = useState<number | null>(null)
  const [, startTransition] = useTransition()
  const { items } = draw

  const focus = (number: number | undefined) => list.current?.querySelector<HTMLElement>(`[data-number="${number}"]`)?.focus()
  function follow(item: DrawItemView) {
    setSending(item.number)
    startTransition(async () => {
      const done = await markAction({ drawId: draw.id, number: item.number, verdict: 'followed', note: '' }).catch(() => null)
      setSending(null)
      setProblem(done?.status === 'done' ? null : done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: look whether it was kept.')
    })
    focus(item.number + 1)
  }

  const keys = useRef<(event: KeyboardEvent) => void>(() => undefined)
  useLayoutEffect(() => {
    keys.current = (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event) || noting) return
      const number = Number(document.activeElement?.closest<HTMLElement>('[data-number]')?.dataset['number'] ?? NaN)
      const item = items.find((each) => each.number === number)
      const key = event.key.toLowerCase()
      if (key === 'j' || key === 'k') focus(item ? item.number + (key === 'j' ? 1 : -1) : items[0]?.number)
      else if (mayMark && item && key === 'y') follow(item)
      else if (mayMark && item && key === 'n') setNoting(item)
      else return
      event.preventDefault()
    }
  })
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent) => keys.current(event)
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])

  return (
    <Card flush title="Each event on its way to its human" description={mayMark ? undefined : 'Whoever drew it says what was found.'}>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 pb-3">
        <Progress label="Looked at" done={draw.marked} total={draw.events} unit="events" className="grow basis-60" />
        {mayMark ? (
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-ink-3 max-sm:hidden">
            <span className="inline-flex items-center gap-1"><KeyHint keys={['j']} /> <KeyHint keys={['k']} /> from event to event</span>
            <span className="inline-flex items-center gap-1"><KeyHint keys={['y']} /> followed</span>
            <span className="inline-flex items-center gap-1"><KeyHint keys={['n']} /> not, and why</span>
          </p>
        ) : null}
      </div>
      {problem ? (
        <Notice tone="caution" live className="mx-4 mb-3">
          {problem}
        </Notice>
      ) : null}
      <ol ref={list} aria-label="Events of the sample">
        {items.map((item) => (
          <WalkRow key={item.number} item={item} mayMark={mayMark} sending={sending === item.number} onFollow={() => follow(item)} onNote={() => setNoting(item)} />
        ))}
      </ol>
      {noting ? (
        <NoteDialog
          drawId={draw.id}
          item={noting}
          onClose={() => {
            setNoting(null)
            setTimeout(() => focus(noting.number))
          }}
        />
      ) : null}
    </Card>
  )
}
