'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { Notice } from '@/components/ui/notice'
import { Spinner } from '@/components/ui/spinner'
import { refusalText } from '@/lib/console/refusal-text'
import { restoreOrderAction } from '../actions'

type Props = Readonly<{ orderId: string; reason: string; proof: string }>

/**
 * Back from the authority's page: the person has approved exactly this there, so it is carried out without another
 * press. The approval is good once; coming here again finds it used.
 */
export function FinishRestore({ orderId, reason, proof }: Props) {
  const [problem, setProblem] = useState<string | null>(null)
  const begun = useRef(false)
  const queries = useQueryClient()
  const router = useRouter()

  useEffect(() => {
    if (begun.current) return
    begun.current = true
    void restoreOrderAction({ orderId, reason, proof })
      .catch(() => null)
      .then((done) => {
        if (done?.status === 'done') {
          queries.setQueryData(['order', orderId], done.value)
          router.replace(`/containment/${orderId}`)
        } else setProblem(done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: read the order again to see whether it was lifted.')
      })
  }, [orderId, reason, proof, queries, router])

  if (problem)
    return (
      <Notice tone="caution" title="It was not restored" live>
        {problem}
      </Notice>
    )
  return (
    <Notice title="Approved with your passkey">
      <span className="inline-flex items-center gap-2">
        <Spinner label="Working" /> Restoring now.
      </span>
    </Notice>
  )
}
