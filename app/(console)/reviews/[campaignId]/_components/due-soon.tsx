'use client'

import { Notice } from '@/components/ui/notice'
import { useNow } from '@/components/ui/ticking'
import { TimeStamp } from '@/components/ui/time-stamp'
import { SOON_SHARE, type Unsubmitted } from '@/lib/identity/reviews/terms'
import { unsubmittedText } from '../../_components/review-words'

export type Due = Readonly<{ /** When it was launched, or escalated. */ from: string; due_at: string; unsubmitted: Unsubmitted; escalated: boolean }>

/** What is at stake once there is little time left. It stands there from then on, so that no decision moves the list. */
export function DueSoon({ due: { from: began, due_at, unsubmitted, escalated }, ready }: Readonly<{ due: Due; ready: number }>) {
  const now = useNow()
  const [from, until] = [Date.parse(began), Date.parse(due_at)]
  if (now === null || now < until - (until - from) * SOON_SHARE || now >= until) return null
  const what = ready === 0 ? 'It is due' : `${ready} of your decisions ${ready === 1 ? 'is' : 'are'} not submitted, and it is due`
  return (
    <Notice tone="caution" title={<>{what} <TimeStamp value={due_at} style="relative" />.</>}>
      <p>
        {unsubmittedText(unsubmitted)}
        {escalated ? ' What nobody answers by then is suspended.' : ''}
      </p>
    </Notice>
  )
}
