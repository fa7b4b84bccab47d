'use client'

import { useRouter } from 'next/navigation'
import { useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { refusalText } from '@/lib/console/refusal-text'
import { confirmAgentAction } from '../actions'

/** Says that an agent is still needed. It takes nothing away, so that it is done at once. */
export function ConfirmAgent({ agent }: Readonly<{ agent: { id: string; name: string } }>) {
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()
  const router = useRouter()
  const confirm = () =>
    startTransition(async () => {
      const done = await confirmAgentAction({ agentId: agent.id as never }).catch(() => null)
      setProblem(done?.status === 'done' ? null : done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: read the page again.')
      if (done?.status === 'done') router.refresh()
    })
  return (
    <span className="inline-flex flex-col items-start gap-1">
      <Button size="sm" pending={pending} aria-label={`Confirm that ${agent.name} is still needed`} onClick={confirm}>
        Still needed
      </Button>
      {problem ? (
        <span role="alert" className="max-w-64 text-xs">
          {problem}
        </span>
      ) : null}
    </span>
  )
}
