import type { Metadata } from 'next'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { may, me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import { Builder } from '../_components/builder'

export const metadata: Metadata = { title: 'New review' }

export default async function NewReviewPage() {
  const [who, people] = await Promise.all([me(), read((api) => api.people.list({}))])
  return (
    <>
      <PageHeader trail={[{ label: 'Reviews', href: '/reviews' }]} title="New review" description="Nobody is asked, and nothing is frozen, before you have read the launch check." />
      {may(who, 'reviews.campaign.launch') && people.ok ? (
        <Builder people={people.value.filter(({ status }) => status === 'active').map(({ id, name }) => ({ id, name }))} me={who.id} />
      ) : (
        <EmptyState because="not_permitted" title="Launching a review is an administrator’s" />
      )}
    </>
  )
}
