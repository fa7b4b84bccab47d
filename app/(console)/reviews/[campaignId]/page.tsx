import { Download } from 'lucide-react'
import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { Button } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import { Pager } from '@/components/ui/pager'
import { Progress } from '@/components/ui/progress'
import { StatGrid, StatTile } from '@/components/ui/stat-tile'
import { LinkTabs } from '@/components/ui/tabs'
import { TimeStamp } from '@/components/ui/time-stamp'
import { one, pagerHrefs, type RawParams } from '@/lib/console/filters'
import { may, me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import type { Api, ApiRefusal } from '@/lib/api/client'
import { BATCH_MAX, WORKBENCH_MAX, type CampaignView, type ReviewItemView } from '@/lib/identity/reviews/contract'
import { ok, type Result } from '@/lib/kernel/result'
import { RefusedState } from '../../_components/refused-state'
import { NO_RESPONSE_WORD, reviewersText, scopeText, unsubmittedText } from '../_components/review-words'
import { ApplyPhases } from './_components/apply-phases'
import { Asked } from './_components/asked'
import { BurnDown } from './_components/burn-down'
import { Certify } from './_components/certify'
import { LaunchProgress } from './_components/launch-progress'
import { PackButton } from './_components/pack-button'
import { Quality } from './_components/quality'
import { Results } from './_components/results'
import { workItemOf } from './_components/work-item'
import { Workbench } from './_components/workbench'

export const metadata: Metadata = { title: 'Review' }

const VIEWS = ['mine', 'asked', 'certify', 'all'] as const
type View = (typeof VIEWS)[number]

type Props = Readonly<{ params: Promise<{ campaignId: string }>; searchParams: Promise<RawParams> }>

export default async function ReviewPage({ params, searchParams }: Props) {
  const [{ campaignId }, raw] = await Promise.all([params, searchParams])
  const [who, campaign] = await Promise.all([me(), read((api) => api.reviews.get({ campaignId }))])
  if (!campaign.ok) return <RefusedState refusal={campaign.refusal} what="reviews" clearHref="/reviews" />
  const view = campaign.value
  if (view.state === 'launching' || view.state === 'cancelled')
    return (
      <>
        <PageHeader trail={[{ label: 'Reviews', href: '/reviews' }]} title={<bdi>{view.name}</bdi>} description={`${view.check.agents.toLocaleString('en')} ${view.check.agents === 1 ? 'item' : 'items'}, ${scopeText(view)}.`} />
        <LaunchProgress campaign={view} mayCancel={may(who, 'reviews.campaign.cancel')} />
      </>
    )
  const asked = one(raw, 'show')
  // By its own address, so that answering the last one does not take the page away.
  if (asked === undefined && view.progress.mine === 0 && view.progress.mine_to_answer > 0) redirect(`/reviews/${campaignId}?show=asked`)
  const show: View = VIEWS.find((each) => each === asked) ?? (view.progress.mine > 0 ? 'mine' : view.progress.mine_to_certify > 0 ? 'certify' : 'all')
  const [items, guide] = await Promise.all([read((api) => itemsOf(api, { campaignId, show, cursor: one(raw, 'cursor') })), show === 'mine' ? read((api) => api.reviewGuide.get({})) : null])
  const path = `/reviews/${campaignId}`
  const { progress } = view
  return (
    <>
      <PageHeader
        trail={[{ label: 'Reviews', href: '/reviews' }]}
        title={<bdi>{view.name}</bdi>}
        description={
          <>
            {view.check.agents.toLocaleString('en')} {view.check.agents === 1 ? 'item' : 'items'}, {scopeText(view)}. Asked: <bdi>{reviewersText(view)}</bdi>.{view.stages > 1 ? ` ${view.stages === 2 ? 'Two' : 'Three'} people look at each.` : ''} {view.state === 'over' ? 'It was due' : 'Due'} <TimeStamp value={view.due_at} />. {view.escalated_at === null ? `Without an answer: ${NO_RESPONSE_WORD[view.no_response].toLowerCase()}.` : <>Escalated <TimeStamp value={view.escalated_at} />: what was unanswered went to managers or the fallback; what nobody answers, or nobody certifies, by this due date is suspended.</>} {view.state === 'over' || progress.final === progress.total ? '' : unsubmittedText(view.unsubmitted)}
          </>
        }
        actions={
          <>
            {progress.final === progress.total && progress.pending === 0 ? <PackButton campaignId={campaignId} /> : null}
            {(['csv', 'json'] as const).map((format) => (
          <Button key={format} asChild>
            <a href={`${path}/evidence?format=${format}`} download>
              <Download aria-hidden="true" />
              {format.toUpperCase()}
            </a>
          </Button>
            ))}
          </>
        }
      />
      {view.events.length > 0 ? (
        <p className="pb-3 text-sm text-ink-2">
          Opened by itself, because {view.events.map(({ because, at }, place) => (
            <span key={at}>
              {place > 0 ? '; and since ' : ''}
              <bdi>{because}</bdi> (<TimeStamp value={at} style="relative" />)
            </span>
          ))}
          .
        </p>
      ) : null}
      <Progress label="Decided for good" done={progress.final} ready={progress.ready + progress.certify} total={progress.total} unit="items" />
      {/* Who decides looks at what is left; what became of it stands with the results. */}
      {show === 'all' ? (
        <div className="pt-4">
          <Sums view={view} />
        </div>
      ) : null}
      {show === 'all' || view.apply.held > 0 || view.apply.paused ? (
        <div className="pt-4 empty:hidden">
          <ApplyPhases campaign={view} apply={view.apply} pending={progress.pending} may={{ confirm: may(who, 'reviews.apply.confirm'), pause: may(who, 'reviews.apply.pause'), resume: may(who, 'reviews.apply.resume') }} />
        </div>
      ) : null}
      <div className="py-4">
        <LinkTabs
          label="Items"
          current={`${path}?show=${show}`}
          tabs={[
            { href: `${path}?show=mine`, label: 'Mine', count: progress.mine },
            ...(progress.mine_to_answer > 0 || show === 'asked' ? [{ href: `${path}?show=asked`, label: 'Asked of you', count: progress.mine_to_answer }] : []),
            { href: `${path}?show=certify`, label: 'Second person', count: progress.certify },
            { href: `${path}?show=all`, label: 'All and results', count: progress.total },
          ]}
        />
      </div>
      {!items.ok ? (
        <RefusedState refusal={items.refusal} what="items" clearHref={path} />
      ) : show === 'mine' ? (
        <Workbench key={one(raw, 'cursor') ?? ''} campaignId={campaignId} items={items.value.items.map(workItemOf)} over={view.state === 'over'} due={{ from: view.escalated_at ?? view.launched_at, due_at: view.due_at, unsubmitted: view.unsubmitted, escalated: view.escalated_at !== null }} me={who.id} independence={view.independence} guided={guide?.ok === true && !guide.value.seen} />
      ) : show === 'asked' ? (
        <Asked items={items.value.items} />
      ) : show === 'certify' ? (
        <Certify items={items.value.items} />
      ) : (
        <div className="flex flex-col gap-6">
          <Results items={items.value.items} mayRetry={may(who, 'reviews.item.retry')} independence={view.independence} applying={progress.pending > progress.held && view.apply.paused === null} />
          <BurnDown view={view} />
          <Quality rows={view.quality} />
        </div>
      )}
      {items.ok && (items.value.next !== null || one(raw, 'cursor') !== undefined) ? (
        <Pager {...pagerHrefs(path, { ...raw, show }, items.value.next)} summary={show === 'mine' ? `${items.value.items.length} of ${progress.mine.toLocaleString('en')} that wait for you, by name` : `${items.value.items.length} items, by name`} />
      ) : null}
    </>
  )
}

const PAGE_ITEMS = 200
type Items = { items: ReviewItemView[]; next: string | null }

/** As many of the reader's own as are worked through in one sitting, since a key goes from any to any; of everybody's a page. */
async function itemsOf(api: Api, asked: { campaignId: string; show: View; cursor: string | undefined }): Promise<Result<Items, ApiRefusal>> {
  if (asked.show !== 'mine') return api.reviews.items({ ...asked, limit: PAGE_ITEMS })
  const mine = asked.cursor === undefined ? await workOf(api, { ...asked, show: 'mine' }) : null
  // Of more than that, those that were submitted make room for what is left.
  return mine && (!mine.ok || mine.value.next === null) ? mine : workOf(api, { ...asked, show: 'todo' })
}

async function workOf(api: Api, { cursor: from, ...of }: { campaignId: string; show: 'mine' | 'todo'; cursor: string | undefined }): Promise<Result<Items, ApiRefusal>> {
  const items: ReviewItemView[] = []
  for (let cursor = from; ; ) {
    const page = await api.reviews.items({ ...of, limit: BATCH_MAX, ...(cursor === undefined ? {} : { cursor }) })
    if (!page.ok) return page
    items.push(...page.value.items)
    if (page.value.next === null || items.length >= WORKBENCH_MAX) return ok({ items, next: page.value.next })
    cursor = page.value.next
  }
}

function Sums({ view: { progress } }: Readonly<{ view: CampaignView }>) {
  return (
    <StatGrid label="What was decided">
      <StatTile label="Keep" value={progress.keep} />
      <StatTile label="Reduce to used" value={progress.reduce} />
      <StatTile label="Remove" value={progress.remove} />
      <StatTile label="Applied and proved" value={progress.applied} note={progress.pending > 0 ? `${progress.pending} not applied yet` : 'Looked at afterwards'} />
      <StatTile label="Failed or drifted back" value={progress.failed + progress.drifted} tone={progress.failed + progress.drifted > 0 ? 'caution' : 'plain'} />
      <StatTile label="Nobody answered" value={progress.no_response} tone={progress.no_response > 0 ? 'caution' : 'plain'} {...(progress.when_due > 0 ? { note: `${progress.when_due} more were decided, and submitted when it was due` } : {})} />
    </StatGrid>
  )
}
