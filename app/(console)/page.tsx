import type { Metadata } from 'next'
import { Suspense } from 'react'
import { PageHeader } from '@/components/ui/page-header'
import { me } from '@/lib/console/me'
import { OverviewBody } from './_components/overview-body'
import { OverviewSkeleton } from './_components/overview-skeleton'

export const metadata: Metadata = { title: 'Overview' }

const LEAD = {
  admin: 'What is here, what is stopped, and how fast it could be.',
  owner: 'Your agents, and what they did last.',
  analyst: 'What was denied, and what agents did last.',
  auditor: 'What is recorded, and what is stopped.',
} as const

export default async function OverviewPage() {
  const who = await me()
  return (
    <>
      <PageHeader title="Overview" description={who.role ? LEAD[who.role] : 'What is here, and what is stopped.'} />
      <Suspense fallback={<OverviewSkeleton />}>
        <OverviewBody who={who} />
      </Suspense>
    </>
  )
}
