'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { Notice } from '@/components/ui/notice'
import { Spinner } from '@/components/ui/spinner'
import { refusalText } from '@/lib/console/refusal-text'
import { approveAgentAction } from '../../../actions'

type Props = Readonly<{ agentId: string; digest: string; proof: string }>

/** Back from the authority's page, where exactly this was approved with a passkey: it is carried out without another press. */
export function FinishApproval({ agentId, digest, proof }: Props) {
  const [problem, setProblem] = useState<string | null>(null)
  const begun = useRef(false)
  const router = useRouter()

  useEffect(() => {
    if (begun.current) return
    begun.current = true
    void approveAgentAction({ agentId, digest, proof })
      .catch(() => null)
      .then((done) => {
        if (done?.status === 'done') router.replace(`/agents/${agentId}`)
        else setProblem(done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: read the page again to see whether it was approved.')
      })
  }, [agentId, digest, proof, router])

  if (problem)
    return (
      <Notice tone="caution" title="It was not approved" live>
        {problem}
      </Notice>
    )
  return (
    <Notice title="Approved with your passkey">
      <span className="inline-flex items-center gap-2">
        <Spinner label="Working" /> Bringing it into force now.
      </span>
    </Notice>
  )
}
