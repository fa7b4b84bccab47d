import { Download } from 'lucide-react'
import type { Metadata } from 'next'
import { Button } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import { Progress } from '@/components/ui/progress'
import { StatGrid, StatTile } from '@/components/ui/stat-tile'
import { LinkTabs } from '@/components/ui/tabs'
import { TimeStamp } from '@/components/ui/time-stamp'
import { one, type RawParams } from '@/lib/console/filters'
import { may, me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import { BATCH_MAX, type CampaignView } from '@/lib/identity/reviews/contract'
import { RefusedState } from '../../_components/refused-state'
import { NO_RESPONSE_WORD, scopeText } from '../_components/review-words'
import { Certify } from './_components/certify'
import { Quality } from './_components/quality'
import { Results } from './_components/results'
import { Workbench } from './_components/workbench'

export const metadata: Metadata = { title: 'Review' }

const VIEWS = ['mine', 'certify', 'all'] as const
type View = (typeof VIEWS)[number]

type Props = Readonly<{ params: Promise<{ campaignId: string }>; searchParams: Promise<RawParams> }>

export default async function ReviewPage({ params, searchParams }: Props) {
  const [{ campaignId }, raw] = await Promise.all([params, searchParams])
  const [who, campaign] = await Promise.all([me(), read((api) => api.reviews.get({ campaignId }))])
  if (!campaign.ok) return <RefusedState refusal={campaign.refusal} what="reviews" clearHref="/reviews" />
  const view = campaign.value
  const asked = one(raw, 'show')
  const show: View = VIEWS.find((each) => each === asked) ?? (view.progress.mine > 0 ? 'mine' : view.progress.mine_to_certify > 0 ? 'certify' : 'all')
  const items = await read((api) => api.reviews.items({ campaignId, show, limit: BATCH_MAX }))
  const path = `/reviews/${campaignId}`
  const { progress } = view
  return (
    <>
      <PageHeader
        trail={[{ label: 'Reviews', href: '/reviews' }]}
        title={<bdi>{view.name}</bdi>}
        description={
          <>
            {view.check.agents} items, {scopeText(view)}. {view.state === 'over' ? 'It was due' : 'Due'} <TimeStamp value={view.due_at} />. Without an answer: {NO_RESPONSE_WORD[view.no_response].toLowerCase()}.
          </>
        }
        actions={(['csv', 'json'] as const).map((format) => (
          <Button key={format} asChild>
            <a href={`${path}/evidence?format=${format}`} download>
              <Download aria-hidden="true" />
              {format.toUpperCase()}
            </a>
          </Button>
        ))}
      />
      <Progress label="Decided for good" done={progress.final} ready={progress.ready + progress.certify} total={progress.total} unit="items" />
      <div className="pt-4">
        <Sums view={view} />
      </div>
      <div className="py-4">
        <LinkTabs
          label="Items"
          current={`${path}?show=${show}`}
          tabs={[
            { href: `${path}?show=mine`, label: 'Mine', count: progress.mine },
            { href: `${path}?show=certify`, label: 'Second person', count: progress.certify },
            { href: `${path}?show=all`, label: 'All and results', count: progress.total },
          ]}
        />
      </div>
      {!items.ok ? (
        <RefusedState refusal={items.refusal} what="items" clearHref={path} />
      ) : show === 'mine' ? (
        <Workbench campaignId={campaignId} items={items.value.items} over={view.state === 'over'} />
      ) : show === 'certify' ? (
        <Certify items={items.value.items} />
      ) : (
        <div className="flex flex-col gap-6">
          <Results items={items.value.items} more={items.value.next !== null} mayRetry={may(who, 'reviews.item.retry')} />
          <Quality rows={view.quality} />
        </div>
      )}
    </>
  )
}

function Sums({ view: { progress } }: Readonly<{ view: CampaignView }>) {
  return (
    <StatGrid label="What was decided">
      <StatTile label="Keep" value={progress.keep} />
      <StatTile label="Reduce to used" value={progress.reduce} />
      <StatTile label="Remove" value={progress.remove} />
      <StatTile label="Applied and proved" value={progress.applied} note={progress.pending > 0 ? `${progress.pending} being applied` : 'Looked at afterwards'} />
      <StatTile label="Failed or drifted back" value={progress.failed + progress.drifted} tone={progress.failed + progress.drifted > 0 ? 'caution' : 'plain'} />
      <StatTile label="Nobody answered" value={progress.no_response} tone={progress.no_response > 0 ? 'caution' : 'plain'} />
    </StatGrid>
  )
}
