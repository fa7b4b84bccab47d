import type { Metadata } from 'next'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { one, type RawParams } from '@/lib/console/filters'
import { may, me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import { SCOPES } from '@/lib/identity/reviews/contract'
import { Builder } from '../_components/builder'

export const metadata: Metadata = { title: 'New review' }

type Props = Readonly<{ searchParams: Promise<RawParams> }>

export default async function NewReviewPage({ searchParams }: Props) {
  const raw = await searchParams
  const [who, people] = await Promise.all([me(), read((api) => api.people.list({}))])
  // What another page suggests reviewing; the launch check reads it as it reads anything typed.
  const scope = SCOPES.find((each) => each === one(raw, 'scope')) ?? 'all'
  return (
    <>
      <PageHeader trail={[{ label: 'Reviews', href: '/reviews' }]} title="New review" description="Nobody is asked, and nothing is frozen, before you have read the launch check." />
      {may(who, 'reviews.campaign.launch') && people.ok ? (
        <Builder people={people.value.filter(({ status }) => status === 'active').map(({ id, name }) => ({ id, name }))} me={who.id} suggested={{ scope, value: one(raw, 'value') ?? '' }} />
      ) : (
        <EmptyState because="not_permitted" title="Launching a review is an administrator’s" />
      )}
    </>
  )
}
