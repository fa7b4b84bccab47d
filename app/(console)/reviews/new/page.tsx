import type { Metadata } from 'next'
import { EmptyState } from '@/components/ui/empty-state'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { TextLink } from '@/components/ui/text-link'
import { one, type RawParams } from '@/lib/console/filters'
import { may, me } from '@/lib/console/me'
import { peopleNamed } from '@/lib/console/people'
import { read } from '@/lib/console/read'
import type { ScheduleView } from '@/lib/identity/reviews/plan-contract'
import { PHASE_FAILURES, PHASE_FROM, SCOPES, TEMPLATES } from '@/lib/identity/reviews/terms'
import { Builder } from '../_components/builder'
import type { Beginning } from '../_components/plan-form'
import { Templates } from '../_components/templates'

export const metadata: Metadata = { title: 'New review' }

type Props = Readonly<{ searchParams: Promise<RawParams> }>

const DAY_MS = 86_400_000
const DEFAULT_DAYS = 14
const GRACE_DAYS = 14
const dateIn = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10)

export default async function NewReviewPage({ searchParams }: Props) {
  const raw = await searchParams
  const [who, schedules] = await Promise.all([me(), one(raw, 'schedule') ? read((api) => api.reviewSchedules.list({})) : null])
  const held = schedules?.ok ? schedules.value.items.find(({ id, plan }) => plan !== null && id === one(raw, 'schedule')) : undefined
  const template = one(raw, 'template')
  const begin = held ? ofSchedule(held, who.id) : beginning(raw, who.id)
  const people = await peopleNamed([...begin.named, begin.fallback])
  return (
    <>
      <PageHeader trail={[{ label: 'Reviews', href: '/reviews' }]} title="New review" description="Nobody is asked, and nothing is frozen, before you have read the launch check." />
      {may(who, 'reviews.campaign.launch') ? (
        <>
          {held ? <Notice tone="caution" className="mb-4" title={`“${held.name}” was due and waits for you: ${held.held_because ?? 'it can be launched by hand'}. After this it goes on by itself.`} /> : <Templates current={template} />}
          <Builder key={`${template} ${held?.id}`} people={people.filter(({ status }) => status === 'active').map(({ id, name, email }) => ({ id, name, email }))} begin={begin} />
        </>
      ) : (
        <EmptyState because="not_permitted" title="Your role launches no reviews">
          <p>
            An administrator does. What is yours to decide stands under <TextLink href="/reviews">Reviews</TextLink>, and on your overview.
          </p>
        </EmptyState>
      )}
    </>
  )
}

const plain = (me: string): Beginning => ({
  name: '', scope: 'all', value: '', reviewers: 'owner', named: [], fallback: me, no_response: 'keep', unsubmitted: 'submit', independence: 'certify', stages: 1, second_look: true, grace_days: GRACE_DAYS, phase_from: PHASE_FROM, phase_failures: PHASE_FAILURES,
  every: 'once', due: dateIn(DEFAULT_DAYS), first: dateIn(1), due_days: DEFAULT_DAYS, schedule: null,
}) // prettier-ignore

/** A template, or what another page suggests reviewing; the launch check reads it as it reads anything typed. */
function beginning(raw: RawParams, me: string): Beginning {
  const template = TEMPLATES.find(({ key }) => key === one(raw, 'template'))
  if (template) {
    const { key: _key, ...of } = template
    return { ...plain(me), ...of }
  }
  return { ...plain(me), scope: SCOPES.find((each) => each === one(raw, 'scope')) ?? 'all', value: one(raw, 'value') ?? '' }
}

function ofSchedule({ id, plan, due_days: days }: ScheduleView, me: string): Beginning {
  return { ...plain(me), ...plan, value: plan?.value ?? '', named: plan?.named ?? [], due: dateIn(days), due_days: days, schedule: id }
}
