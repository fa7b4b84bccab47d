'use client'

import { useRouter } from 'next/navigation'
import { useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Progress } from '@/components/ui/progress'
import { refusalText } from '@/lib/console/refusal-text'
import { acceptTransfersAction, declineTransfersAction, offeredAction } from '../actions'
import { isOf, type Offer } from './offers'

const ACTS = { accept: acceptTransfersAction, decline: declineTransfersAction } as const
const STEP = 25
type Props = Readonly<{ offer: Offer; person: string; /** How many are known of. */ known: number; more: boolean }>
type State = { at: 'asked' } | { at: 'running'; done: number; seen: number } | { at: 'report'; text: string }

/** Takes all agents of one offer on, or none of them; in steps, each agent by itself, so that what is done stays done. */
export function DecideOffers({ offer, person, known, more }: Props) {
  const [state, setState] = useState<State>({ at: 'asked' })
  const stop = useRef(false)
  const router = useRouter()

  async function run(act: keyof typeof ACTS) {
    stop.current = false
    setState({ at: 'running', done: 0, seen: 0 })
    const report = await decideAll(act, offer, person, (done, seen) => setState({ at: 'running', done, seen }), () => stop.current)
    setState({ at: 'report', text: `${report.done.toLocaleString('en')} ${act === 'accept' ? 'accepted' : 'declined'}.${report.why ? ` ${report.why}` : ''}` })
    router.refresh()
  }

  if (state.at === 'running')
    return (
      <span className="flex w-64 items-end gap-3 max-sm:w-full">
        {/* How many there are is not known beforehand where they are more than were read. */}
        {more ? (
          <span role="status" className="grow text-sm text-ink-2">{`${state.seen.toLocaleString('en')} so far`}</span>
        ) : (
          <Progress className="grow" label="Agents" done={state.seen} total={Math.max(known, state.seen)} unit="agents" />
        )}
        <Button size="sm" onClick={() => (stop.current = true)}>
          Stop here
        </Button>
      </span>
    )
  const count = `${known.toLocaleString('en')}${more ? '+' : ''}`
  return (
    <span className="flex flex-col items-end gap-1 max-sm:items-start">
      <span className="flex gap-2">
        <Button size="sm" variant="ghost" onClick={() => void run('decline')}>{`Decline all ${count}`}</Button>
        <Button size="sm" variant="primary" onClick={() => void run('accept')}>{`Accept all ${count}`}</Button>
      </span>
      {state.at === 'report' ? (
        <span role="alert" className="max-w-64 text-xs">
          {state.text}
        </span>
      ) : null}
    </span>
  )
}

type Report = { done: number; why: string | null }
const LOST = 'No answer: read the page again.'

/** What is decided leaves the list, which is read by keyset: the place in it stays right. */
async function decideAll(act: keyof typeof ACTS, offer: Offer, person: string, onStep: (done: number, seen: number) => void, stopped: () => boolean): Promise<Report> {
  let [done, seen] = [0, 0]
  let why: string | null = null
  for (let cursor: string | undefined; ; ) {
    const page = await offeredAction({ to: person, ...(cursor ? { cursor } : {}) }).catch(() => null)
    if (page?.status !== 'done') return { done, why: page?.status === 'refused' ? refusalText(page.refusal) : LOST }
    const ids = page.value.items.filter(isOf(offer)).map(({ id }) => id)
    for (let from = 0; from < ids.length; from += STEP) {
      if (stopped()) return { done, why: 'The rest is as it was.' }
      const step = ids.slice(from, from + STEP)
      const answer = await ACTS[act]({ transferIds: step }).catch(() => null)
      if (answer?.status !== 'done') return { done, why: answer?.status === 'refused' ? refusalText(answer.refusal) : LOST }
      done += answer.value.decided.length
      seen += step.length
      const [first] = answer.value.refused
      if (first) why = `${seen - done} not: one ${first.why}.`
      onStep(done, seen)
    }
    if (!page.value.next) return { done, why }
    cursor = page.value.next
  }
}
