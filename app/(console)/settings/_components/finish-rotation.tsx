'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { Notice } from '@/components/ui/notice'
import { Spinner } from '@/components/ui/spinner'
import { refusalText } from '@/lib/console/refusal-text'
import { rotateKeysAction } from '../actions'
import type { RotationApproval } from './read-rotation-approval'

/** Back from the authority's page: the person has approved exactly this there, so it is carried out without another press. */
export function FinishRotation({ proof, forced, expected }: Readonly<RotationApproval>) {
  const [problem, setProblem] = useState<string | null>(null)
  const begun = useRef(false)
  const router = useRouter()

  useEffect(() => {
    if (begun.current) return
    begun.current = true
    void rotateKeysAction({ forced, expected, proof })
      .catch(() => null)
      .then((done) => {
        if (done?.status === 'done') router.replace('/settings/keys')
        else setProblem(done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: read the list again to see whether it was done.')
      })
  }, [proof, forced, expected, router])

  if (problem)
    return (
      <Notice tone="caution" title="Nothing was rotated" live>
        {problem}
      </Notice>
    )
  return (
    <Notice title="Approved with your passkey">
      <span className="inline-flex items-center gap-2">
        <Spinner label="Working" /> Rotating now.
      </span>
    </Notice>
  )
}
