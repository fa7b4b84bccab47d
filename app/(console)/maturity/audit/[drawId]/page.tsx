import type { Metadata } from 'next'
import { CopyId } from '@/components/ui/copy-id'
import { DescriptionList } from '@/components/ui/description-list'
import { PageHeader } from '@/components/ui/page-header'
import { Card } from '@/components/ui/section'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import { may, me } from '@/lib/console/me'
import { personNamed } from '@/lib/console/people'
import { read } from '@/lib/console/read'
import type { DrawView } from '@/lib/identity/audit/contract'
import { filterInWords } from '../../../_components/export-filter'
import { RefusedState } from '../../../_components/refused-state'
import { DrawPackButton } from '../_components/draw-pack-button'
import { Walk } from '../_components/walk'

export const metadata: Metadata = { title: 'Sample' }

export default async function DrawPage({ params }: Readonly<{ params: Promise<{ drawId: string }> }>) {
  const { drawId } = await params
  const [who, found] = await Promise.all([me(), read((api) => api.audit.get({ drawId }))])
  if (!found.ok) return <RefusedState refusal={found.refusal} what="samples" clearHref="/maturity/audit" />
  const draw = found.value
  const person = (await personNamed(draw.filter['person']))?.name
  return (
    <>
      <PageHeader
        trail={[
          { label: 'Maturity', href: '/maturity' },
          { label: 'Samples', href: '/maturity/audit' },
        ]}
        title={`Sample of ${draw.events} ${draw.events === 1 ? 'event' : 'events'}`}
        aside={<CopyId value={draw.seed} label="seed" keep={0} />}
        description={findingOf(draw)}
        actions={may(who, 'audit.draw.pack') ? <DrawPackButton drawId={draw.id} /> : null}
      />
      <Card title="How it was drawn">
        <DescriptionList
          entries={[
            { term: 'From', value: <><TimeStamp value={draw.since} /> to <TimeStamp value={draw.until} /></> },
            { term: 'Filter', value: filterInWords(draw.filter, { person }).join(', ') || 'everything recorded' },
            { term: 'Out of', value: `${draw.population.toLocaleString('en')} entries, of a log of ${draw.size.toLocaleString('en')}` },
            { term: 'Drawn', value: <><TimeStamp value={draw.drawn_at} /> by <bdi>{draw.drawn_by.name}</bdi></> },
            { term: 'Order', exact: 'Each entry is ranked by SHA-256 of `seed:leaf hash`; the lowest are drawn', value: 'By the hash of the seed and of each entry: nobody chooses what it draws' },
            { term: 'Again', value: <TextLink href={againHref(draw)}>Draw the same again</TextLink> },
          ]}
        />
      </Card>
      <div className="pt-6">
        <Walk draw={draw} mayMark={draw.may_mark && may(who, 'audit.draw.mark')} />
      </div>
    </>
  )
}

function findingOf({ items, marked, not_followed, events }: DrawView): string {
  const complete = items.filter((item) => item.complete).length
  const looked = marked === 0 ? 'Nobody has looked at it yet.' : `${marked} of ${events} looked at, ${not_followed} could not be followed.`
  return `The record leads ${complete === events ? 'all' : complete} of ${events} to a human with nothing missing. ${looked}`
}

function againHref({ filter, since, until, seed, size }: DrawView): string {
  return `/maturity/audit?${new URLSearchParams({ ...filter, since, until, seed, size: String(size) })}`
}
