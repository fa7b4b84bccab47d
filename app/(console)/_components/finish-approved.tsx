'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { stillHere } from '@/components/ui/departures'
import { Notice } from '@/components/ui/notice'
import { Spinner } from '@/components/ui/spinner'
import type { ActionState } from '@/lib/console/action-state'
import { refusalText } from '@/lib/console/refusal-text'
import { liveQueries } from './live-queries'

type Props<I> = Readonly<{
  /** The act that was approved, and the input that it was approved with. */
  action: (input: I & { proof: string }) => Promise<ActionState<unknown>>
  input: I
  proof: string
  /** Where the page goes when it is done. */
  to: string
  /** What is being done, and what was not where it fails. */
  doing: string
  failed: string
}>

/**
 * Back from the authority's page: the person has approved exactly this there, so it is carried out without another
 * press. The approval is good once; coming here again finds it used.
 */
export function FinishApproved<I>({ action, input, proof, to, doing, failed }: Props<I>) {
  const [problem, setProblem] = useState<string | null>(null)
  const begun = useRef(false)
  const router = useRouter()

  useEffect(() => {
    if (begun.current) return
    begun.current = true
    const isHere = stillHere()
    void action({ ...input, proof })
      .catch(() => null)
      .then((done) => {
        if (done?.status !== 'done') return setProblem(done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: look at it again to see whether it was done.')
        // In the same turn as the answer: later it would call back somebody who has followed a link meanwhile.
        if (isHere()) router.replace(to)
        void liveQueries().invalidateQueries({ queryKey: ['order'] })
      })
  }, [action, input, proof, to, router])

  if (problem)
    return (
      <Notice tone="caution" title={failed} live>
        {problem}
      </Notice>
    )
  return (
    <Notice title="Approved with your passkey">
      <span className="inline-flex items-center gap-2">
        <Spinner label="Working" /> {doing}
      </span>
    </Notice>
  )
}
