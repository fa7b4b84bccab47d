'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { Progress } from '@/components/ui/progress'
import type { SampleView } from '@/lib/identity/sample/contract'
import { liveQueries } from './live-queries'
import { readLive } from './read-live'

const EVERY_MS = 2_000

/** How far the sample is built; gone when it stands. */
export function SampleProgress({ sample }: Readonly<{ sample: SampleView }>) {
  const router = useRouter()
  const { data } = useQuery({ queryKey: ['sample'], queryFn: () => readLive<SampleView>('/api/live/sample'), initialData: sample, refetchInterval: EVERY_MS }, liveQueries())
  const isBuilding = data.state === 'building'
  useEffect(() => {
    if (!isBuilding) router.refresh()
  }, [isBuilding, router])
  if (!isBuilding) return null
  return <Progress label={data.doing ? `Building the sample company: ${data.doing}` : 'Building the sample company'} done={data.done} total={data.total} unit="steps" className="max-w-md" />
}
