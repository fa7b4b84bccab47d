'use client'

import { useRouter } from 'next/navigation'
import { useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { refusalText } from '@/lib/console/refusal-text'
import { acceptTransferAction, cancelTransferAction, declineTransferAction } from '../actions'

const ACTS = { accept: acceptTransferAction, decline: declineTransferAction, cancel: cancelTransferAction } as const

/** Takes an offered agent on, or not; `mine`: it is for the one who offered it to take back. */
export function DecideOffer({ transferId, name, mine = false }: Readonly<{ transferId: string; name: string; mine?: boolean }>) {
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()
  const router = useRouter()
  const run = (act: keyof typeof ACTS) =>
    startTransition(async () => {
      const done = await ACTS[act]({ transferId }).catch(() => null)
      setProblem(done?.status === 'done' ? null : done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: read the page again.')
      if (done?.status === 'done') router.refresh()
    })
  return (
    <span className="flex flex-col items-end gap-1 max-sm:items-start">
      <span className="flex gap-2">
        {mine ? (
          <Button size="sm" pending={pending} aria-label={`Take back the offer of ${name}`} onClick={() => run('cancel')}>
            Take back
          </Button>
        ) : (
          <>
            <Button size="sm" variant="ghost" pending={pending} aria-label={`Decline ${name}`} onClick={() => run('decline')}>
              Decline
            </Button>
            <Button size="sm" variant="primary" pending={pending} aria-label={`Accept ${name}`} onClick={() => run('accept')}>
              Accept
            </Button>
          </>
        )}
      </span>
      {problem ? (
        <span role="alert" className="max-w-64 text-xs">
          {problem}
        </span>
      ) : null}
    </span>
  )
}
