import { cn } from '@/components/ui/cn'
import { Link } from '@/components/ui/link'
import { PhoneFold } from '@/components/ui/phone-fold'
import { Card } from '@/components/ui/section'
import { Skeleton } from '@/components/ui/skeleton'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import { hrefWith, one, type RawParams } from '@/lib/console/filters'
import { read } from '@/lib/console/read'
import type { EventFacets, Facet } from '@/lib/identity/ledger/facets-contract'
import { actionInWords } from './action-words'
import { RESULT_WORD } from './result-words'
import { TimeBars } from './time-bars'

const PATH = '/delegations'
/** What changes with a filter: the place in the list, and what was open in it. */
const GONE = { event: null, at: null, tab: null, hop: null } as const
const TITLES: Readonly<Record<Facet, string>> = { action: 'Kind', result: 'Result', person: 'In whose name', agent: 'Through whom', server: 'Tool server', tool: 'Tool' }

type Props = Readonly<{ raw: RawParams; filter: Readonly<Record<string, string>> }>

/** What the events of the filters in force are, by whom and when; each number leads to the list that it counts. */
export async function Facets({ raw, filter }: Props) {
  const found = await read((api) => api.events.facets(filter))
  if (!found.ok) return <Card title="Counted"><p className="text-sm text-ink-2">They could not be counted in time. The list is not concerned.</p></Card>
  const { counted, bars, facets } = found.value
  const narrowed = (Object.keys(TITLES) as Facet[]).filter((name) => facets[name].length > 0)
  if (counted === 0) return null
  const many = `${counted.toLocaleString('en')}${found.value.complete ? '' : ' of the newest'} ${counted === 1 ? 'event' : 'events'}`
  return (
    <Card flush>
      <PhoneFold summary={`${many}, by kind, person and time`}>
        <section aria-label="Counted" className="flex flex-col gap-4 px-4 py-3">
          <Basis counted={found.value} raw={raw} />
          {bars.length > 1 ? <TimeBars bars={bars.map((bar) => ({ ...bar, href: hrefWith(PATH, raw, { ...GONE, window: null, since: bar.since, until: bar.until }) }))} wide={hrefWith(PATH, raw, { ...GONE, window: null, since: '-since-', until: '-until-' })} /> : null}
          {narrowed.map((name) => (
            <div key={name}>
              <h2 className="pb-1 text-xs font-semibold text-ink-2">{TITLES[name]}</h2>
              <ul className="flex flex-col">
                {facets[name].map((each) => (
                  <Value key={each.value} name={name} of={each} all={counted} raw={raw} />
                ))}
              </ul>
            </div>
          ))}
        </section>
      </PhoneFold>
    </Card>
  )
}

function Basis({ counted: { counted, complete, oldest }, raw }: Readonly<{ counted: EventFacets; raw: RawParams }>) {
  const number = <strong className="tabular font-semibold text-ink">{counted.toLocaleString('en')}</strong>
  if (complete) return <p className="text-sm text-ink-2">{number} {counted === 1 ? 'event matches' : 'events match'}. Counted, each once.</p>
  return (
    <p className="text-sm text-ink-2">
      Exact for the newest {number} that match{oldest ? <>, back to <TimeStamp value={oldest} /></> : null}. What is older is not in these numbers.{' '}
      {oldest ? <TextLink href={hrefWith(PATH, raw, { ...GONE, window: null, until: oldest })}>Older ones</TextLink> : null}
    </p>
  )
}

function Value({ name, of, all, raw }: Readonly<{ name: Facet; of: EventFacets['facets'][Facet][number]; all: number; raw: RawParams }>) {
  const isChosen = one(raw, name) === of.value
  const word = name === 'action' ? actionInWords(of.value) : name === 'result' ? (RESULT_WORD[of.value as keyof typeof RESULT_WORD] ?? of.value) : (of.name ?? of.value)
  return (
    <li className="relative">
      <Link
        href={hrefWith(PATH, raw, { ...GONE, [name]: isChosen ? null : of.value })}
        scroll={false}
        aria-current={isChosen ? 'true' : undefined}
        className={cn('flex min-h-7 items-center justify-between gap-3 rounded px-1 text-sm hover:bg-hover max-sm:min-h-9', isChosen && 'bg-selected font-semibold')}
      >
        <bdi className="min-w-0 truncate">{word}</bdi>
        <span className="tabular shrink-0 text-ink-2">{of.events.toLocaleString('en')}</span>
      </Link>
      <span aria-hidden="true" className="pointer-events-none absolute bottom-0 left-0 h-0.5 rounded-full bg-edge/60" style={{ width: `${(of.events / all) * 100}%` }} />
    </li>
  )
}

/** While they are counted; the list stands already. */
export function FacetsCounting() {
  return (
    <Card flush>
      <p role="status" className="min-h-10 px-4 py-2 text-sm text-ink-2">Counting</p>
      <div className="flex flex-col gap-2 px-4 pb-4 max-sm:hidden">
        {['w-4/5', 'w-full', 'w-3/5', 'w-3/4', 'w-1/2'].map((width) => (
          <Skeleton key={width} className={width} />
        ))}
      </div>
    </Card>
  )
}
