'use client'

import { useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { refusalText } from '@/lib/console/refusal-text'
import { useLeaving } from './use-leaving'
import { openSampleAction } from '../sample-actions'

/** Leads this browser into the sample company. It is signed in there then, and no longer here. */
export function OpenSample({ label = 'Open the sample company' }: Readonly<{ label?: string }>) {
  const [problem, setProblem] = useState<string | null>(null)
  const leaving = useLeaving()
  const [pending, startTransition] = useTransition()

  function open() {
    const leave = leaving.begin()
    startTransition(async () => {
      const done = await openSampleAction().catch(() => null)
      if (done?.status === 'done') leave(done.value.url)
      else setProblem(done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: nothing was opened.')
    })
  }

  return (
    <div className="flex flex-col items-start gap-2">
      <Button pending={pending || leaving.isLeaving} onClick={open}>
        {label}
      </Button>
      {problem ? (
        <Notice tone="caution" live>
          {problem}
        </Notice>
      ) : null}
    </div>
  )
}
