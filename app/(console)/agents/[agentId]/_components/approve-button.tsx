'use client'

import { useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { refusalText } from '@/lib/console/refusal-text'
import { approveAgentAction } from '../../actions'

/** Approves the revision that was read, by its digest: another one by now is refused. */
export function ApproveButton({ agentId, digest }: Readonly<{ agentId: string; digest: string }>) {
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()
  return (
    <span className="flex flex-col items-end gap-1">
      <Button
        variant="primary"
        pending={pending}
        onClick={() =>
          startTransition(async () => {
            const done = await approveAgentAction({ agentId, digest }).catch(() => null)
            setProblem(done?.status === 'done' ? null : done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: read the page again to see whether it was approved.')
          })
        }
      >
        Approve
      </Button>
      {problem ? (
        <span role="alert" className="max-w-64 text-xs">
          {problem}
        </span>
      ) : null}
    </span>
  )
}
