import type { Metadata } from 'next'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Link } from '@/components/ui/link'
import { PageHeader } from '@/components/ui/page-header'
import { Pager } from '@/components/ui/pager'
import { Card } from '@/components/ui/section'
import { Progress } from '@/components/ui/progress'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import { pagerHrefs, readFilters, type RawParams } from '@/lib/console/filters'
import { may, me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import { ListCampaignsInput, type CampaignRow } from '@/lib/identity/reviews/contract'
import { RefusedState } from '../_components/refused-state'
import { scopeText, TRIGGER_WORD } from './_components/review-words'
import { Schedules } from './_components/schedules'
import { Triggers } from './_components/triggers'

export const metadata: Metadata = { title: 'Reviews' }

const PATH = '/reviews'

export default async function ReviewsPage({ searchParams }: Readonly<{ searchParams: Promise<RawParams> }>) {
  const raw = await searchParams
  const filters = readFilters(ListCampaignsInput, raw)
  const [who, page, schedules, triggers] = await Promise.all([me(), filters.ok ? read((api) => api.reviews.list(filters.value)) : filters, read((api) => api.reviewSchedules.list({})), read((api) => api.reviewTriggers.list({}))])
  const planned = schedules.ok ? schedules.value.items : []
  const nothing = page.ok && page.value.items.length === 0 && planned.length === 0
  const launches = may(who, 'reviews.campaign.launch')
  return (
    <>
      <PageHeader
        title="Reviews"
        description="Who may do what, looked at again by who answers for it: on what was used, and with an effect that is proved."
        actions={
          // Where nothing is here yet, the page itself says what comes next.
          launches && !nothing ? (
            <Button asChild variant="primary">
              <Link href={`${PATH}/new`}>New review</Link>
            </Button>
          ) : null
        }
      />
      <div className="flex flex-col gap-6">
        <Card flush>
          {!page.ok ? (
            <RefusedState refusal={page.refusal} what="reviews" clearHref={PATH} />
          ) : page.value.items.length === 0 ? (
            <EmptyState because="nothing_yet" title="Nothing has been reviewed yet" {...(launches && nothing ? { next: { label: 'New review', href: `${PATH}/new` } } : {})}>
              <p>A review asks owners or sponsors whether their agents still need what they may do.</p>
            </EmptyState>
          ) : (
            <>
              <CampaignTable rows={page.value.items} />
              <Pager {...pagerHrefs(PATH, raw, page.value.next)} summary={`${page.value.items.length} ${page.value.items.length === 1 ? 'review' : 'reviews'}`} />
            </>
          )}
        </Card>
        {triggers.ok && (launches || triggers.value.items.some(({ enabled }) => enabled)) ? (
          <Triggers items={triggers.value.items} me={{ id: who.id, name: who.name, email: who.email }} maySet={may(who, 'reviews.trigger.set')} />
        ) : null}
        {planned.length > 0 ? <Schedules items={planned} mayEnd={may(who, 'reviews.schedule.end')} /> : null}
      </div>
    </>
  )
}

function CampaignTable({ rows }: Readonly<{ rows: readonly CampaignRow[] }>) {
  return (
    <Table caption="Access reviews, newest first" stack>
      <THead>
        <Th>Review</Th>
        <Th>Progress</Th>
        <Th>For you</Th>
        <Th>Due</Th>
        <Th>Launched by</Th>
      </THead>
      <TBody>
        {rows.map(({ id, name, progress, due_at, state, launched_by, launched_at, ...scope }) => (
          <Tr key={id}>
            <Td lead className="max-w-80">
              <span className="flex min-w-0 flex-col">
                <TextLink href={`${PATH}/${id}`}>
                  <bdi>{name}</bdi>
                </TextLink>
                <span className="truncate text-xs text-ink-3">{scope.trigger ? `Opened by itself: ${TRIGGER_WORD[scope.trigger].toLowerCase()}` : scopeText(scope)}</span>
                {progress.held > 0 ? <span className="text-xs text-caution">{progress.held} {progress.held === 1 ? 'decision waits' : 'decisions wait'} for a confirmation</span> : null}
              </span>
            </Td>
            <Td label="Progress" className="min-w-48">
              {state === 'launching' ? (
                <Progress className="w-full" label="Gathering evidence" done={progress.total} total={progress.planned} unit="agents" />
              ) : state === 'cancelled' ? (
                <span className="text-ink-3">Stopped before anybody was asked</span>
              ) : (
                <Progress className="w-full" label={state === 'over' ? 'Over' : progress.final === progress.total ? 'Decided' : 'Running'} done={progress.final} ready={progress.ready + progress.certify} total={progress.total} unit="items" />
              )}
            </Td>
            <Td label="For you">{progress.mine + progress.mine_to_certify + progress.mine_to_answer || <span className="text-ink-3">none</span>}</Td>
            <Td label="Due">
              <TimeStamp value={due_at} />
            </Td>
            <Td label="Launched">
              <span>
                <bdi>{launched_by.name}</bdi> <TimeStamp value={launched_at} style="relative" className="text-ink-3" />
              </span>
            </Td>
          </Tr>
        ))}
      </TBody>
    </Table>
  )
}
