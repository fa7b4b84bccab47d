'use client'

import { signIn } from 'next-auth/react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'

const LAST_KEY = 'lanyard-console.sign-in-started'
/** Coming back sooner than this means that the session was refused at once; starting again would go round in circles. */
const CIRCLE_MS = 10_000

function startedJustNow(): boolean {
  const last = Number(sessionStorage.getItem(LAST_KEY) ?? 0)
  return Date.now() - last < CIRCLE_MS
}

/** Starts by itself, once; the button is for when that did not work. */
export function StartSignIn({ callbackUrl, problem }: Readonly<{ callbackUrl: string; problem: string | null }>) {
  const [state, setState] = useState<'starting' | 'waiting' | 'failed'>(problem ? 'waiting' : 'starting')
  const begun = useRef(false)

  const start = useCallback(async () => {
    setState('starting')
    sessionStorage.setItem(LAST_KEY, String(Date.now()))
    try {
      await signIn('lanyard', { callbackUrl })
    } catch {
      setState('failed')
    }
  }, [callbackUrl])

  useEffect(() => {
    if (problem || begun.current) return
    begun.current = true
    // eslint-disable-next-line react-hooks/set-state-in-effect -- what happened before is known in the browser alone
    if (startedJustNow()) setState('waiting')
    else void start()
  }, [problem, start])

  return (
    <div className="flex flex-col gap-3">
      {problem ? (
        <Notice tone="caution" live>
          {problem}
        </Notice>
      ) : null}
      {state === 'failed' ? (
        <Notice tone="caution" live>
          The sign-in could not be started. Nothing was changed.
        </Notice>
      ) : null}
      <Button variant="primary" size="lg" pending={state === 'starting'} onClick={start}>
        {problem || state === 'failed' ? 'Try again' : 'Sign in'}
      </Button>
    </div>
  )
}
