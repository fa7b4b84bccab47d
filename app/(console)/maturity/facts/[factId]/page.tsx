import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { DescriptionList } from '@/components/ui/description-list'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Pager } from '@/components/ui/pager'
import { Card } from '@/components/ui/section'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { LinkTabs } from '@/components/ui/tabs'
import { TextLink } from '@/components/ui/text-link'
import { one, pagerHrefs, type RawParams } from '@/lib/console/filters'
import { me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import { COMPARED_BY, FactRowsInput, type FactRow, type FactRowsView } from '@/lib/identity/posture/contract'
import { RetireAgent } from '../../../agents/[agentId]/_components/retire-agent'
import { RefusedState } from '../../../_components/refused-state'
import { FactState } from '../../_components/fact-state'
import { RemedyButton } from '../../_components/remedy-button'
import { groupInWords, percent, ratio } from '../../_components/words'

export const metadata: Metadata = { title: 'Fact' }

type Props = Readonly<{ params: Promise<{ factId: string }>; searchParams: Promise<RawParams> }>
const SHOWN = ['bad', 'good', 'all'] as const
type Shown = (typeof SHOWN)[number]

/** The rows that make one number, counted and listed by one condition at this moment. */
export default async function FactPage({ params, searchParams }: Props) {
  const { factId } = await params
  if (!FactRowsInput.shape.fact.safeParse(factId).success) notFound()
  const raw = await searchParams
  const wanted = one(raw, 'show')
  const chosen = SHOWN.find((each) => each === wanted)
  const cursor = one(raw, 'cursor')
  const [by, of] = [COMPARED_BY.find((each) => each === one(raw, 'by')), one(raw, 'of')]
  const within = by ? { by, ...(of ? { of } : {}) } : {}
  const rowsOf = (show: Shown) => read((api) => api.posture.rows({ fact: factId, show, ...(cursor ? { cursor } : {}), ...within }))
  const [who, first] = await Promise.all([me(), rowsOf(chosen ?? 'bad')])
  // What is met opens with what makes it so: an empty list would be the answer to a question nobody asked.
  const isMet = !chosen && !cursor && first.ok && first.value.fact.total > 0 && first.value.fact.good === first.value.fact.total
  const [show, answer] = isMet ? (['all', await rowsOf('all')] as const) : ([chosen ?? 'bad', first] as const)
  if (!answer.ok) return <RefusedState refusal={answer.refusal} what="rows" clearHref={`/maturity/facts/${factId}`} />
  const { fact } = answer.value
  const path = `/maturity/facts/${fact.id}`
  return (
    <>
      <PageHeader
        trail={[{ label: 'Maturity', href: '/maturity' }, ...(by ? [{ label: 'Compare', href: `/maturity/compare?by=${by}` }] : [])]}
        title={fact.title}
        aside={<FactState state={fact.state} />}
        description={fact.total === 0 ? (fact.needs ? `Not known. Needs: ${fact.needs}` : 'Not known: there is nothing to measure it on.') : `${ratio(fact)} now; wanted are ${percent(fact.threshold)}.`}
        actions={<RemedyAction view={answer.value} may={who.may} path={path} />}
      />
      <div className="flex flex-col gap-6">
        <DescriptionList
          entries={[
            ...(by ? [{ term: 'Only', value: <>{groupInWords(by, of ?? null)}. <TextLink href={path}>All of the estate</TextLink></> }] : []),
            { term: 'Formula', value: fact.formula },
            { term: 'Query', value: fact.source ? <span className="font-mono text-xs">{fact.source}</span> : 'None yet' },
            { term: 'Weight', value: fact.weight === fact.default_weight ? String(fact.weight) : `${fact.weight}, by an administrator; defined as ${fact.default_weight}` },
            { term: 'Reference', value: fact.references.join('; ') },
          ]}
        />
        {fact.total === 0 ? null : <Rows view={answer.value} show={show} raw={raw} path={path} within={within} may={who.may} />}
      </div>
    </>
  )
}

/** A remedy that begins from the rows is this page itself: no button that leads to where one is. */
function RemedyAction({ view: { fact }, may, path }: Readonly<{ view: FactRowsView; may: readonly string[]; path: string }>) {
  if (fact.state === 'met' || fact.remedy?.href === path) return null
  return <RemedyButton fact={fact} may={may} primary />
}

function Rows({ view: { fact, items, next }, show, raw, path, within, may }: Readonly<{ view: FactRowsView; show: Shown; raw: RawParams; path: string; within: Readonly<Record<string, string>>; may: readonly string[] }>) {
  const showing = (each: Shown) => `${path}?${new URLSearchParams({ show: each, ...within })}`
  const edits = fact.remedy?.rows === 'edit' && may.includes('registry.agent.revise')
  const retires = fact.remedy?.rows === 'retire' && may.includes('registry.agent.retire')
  return (
    <div>
      <LinkTabs
        label="Rows"
        current={showing(show)}
        tabs={[
          { href: showing('bad'), label: 'Fall short', count: fact.total - fact.good },
          { href: showing('good'), label: 'Good', count: fact.good },
          { href: showing('all'), label: 'All', count: fact.total },
        ]}
      />
      <Card flush className="mt-4">
        {items.length === 0 ? (
          <EmptyState because="no_match" title={show === 'bad' ? 'None falls short' : 'None is good'} next={{ label: 'All rows', href: showing('all') }} />
        ) : (
          <>
            <Table caption="Rows" stack>
              <THead>
                <Th>Name</Th>
                <Th>What was found</Th>
                {show === 'all' ? <Th>Counts as</Th> : null}
                {edits || retires ? <Th>Mend</Th> : null}
              </THead>
              <TBody>
                {items.map((row) => (
                  <Tr key={row.id}>
                    <Td lead className="font-medium">
                      <TextLink href={hrefOf(row)}>
                        <bdi>{row.name}</bdi>
                      </TextLink>
                    </Td>
                    <Td label="Found" className="text-ink-2">
                      <span className="min-w-0 break-words">{row.detail}</span>
                    </Td>
                    {show === 'all' ? <Td label="Counts as">{row.good ? 'good' : 'falls short'}</Td> : null}
                    {edits ? (
                      <Td label="Mend">
                        {row.good ? null : (
                          <TextLink href={`/agents/${row.id}/edit`} aria-label={`Edit the document of ${row.name}`}>
                            Edit the document
                          </TextLink>
                        )}
                      </Td>
                    ) : null}
                    {retires ? <Td label="Mend">{row.good ? null : <RetireAgent agent={row} variant="secondary" />}</Td> : null}
                  </Tr>
                ))}
              </TBody>
            </Table>
            <Pager {...pagerHrefs(path, raw, next)} summary={`${items.length} ${items.length === 1 ? 'row' : 'rows'} on this page`} />
          </>
        )}
      </Card>
    </div>
  )
}

function hrefOf({ kind, id }: FactRow): string {
  switch (kind) {
    case 'agent':
      return `/agents/${id}`
    case 'found':
      return `/discovery?state=any&item=${id}`
    case 'server':
      return `/discovery?state=any&item=${id.split('/')[0]}`
    case 'machine':
      return `/${id}`
    case 'pair':
      return `/agents/${id.split('/')[0]}`
    case 'person':
      return `/agents/answers?person=${id}`
    case 'key':
      return '/settings/keys'
    case 'event':
      return `/ledger/${id}`
    case 'log':
      return '/ledger'
    case 'item':
      return `/reviews/${id.split('/')[0]}?show=all`
    case 'point':
      return '/settings/points'
    case 'drill':
      return '/containment/drills'
    case 'stream':
      return '/settings/streams'
    case 'order':
      return `/containment/${id}`
  }
}
