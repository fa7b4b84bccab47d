'use client'

import { useEffect, useState, type ReactNode } from 'react'
import { DescriptionList } from '@/components/ui/description-list'
import { Sheet, SheetContent } from '@/components/ui/sheet'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { ReviewItemDetail } from '@/lib/identity/reviews/detail-contract'
import { Notice } from '@/components/ui/notice'
import { Skeleton } from '@/components/ui/skeleton'
import { refusalText } from '@/lib/console/refusal-text'
import { toolText } from '../../_components/review-words'
import { evidenceAction } from '../../actions'
import { ChainList, Credentials, Findings, LiveState, Part, PastReviews, Person } from './evidence-parts'
import { Questions } from './questions'

type Shown = Readonly<{ id: string; version: number; agent: { name: string }; evidence: { agent: { purpose: string } } }>
type Read = { id: string; item: ReviewItemDetail | null; problem: string | null }

/** Everything that is known of one item: read when it is opened. */
export function ItemEvidence({ item, onClose }: Readonly<{ item: Shown | null; onClose: () => void }>) {
  const [read, setRead] = useState<Read | null>(null)
  const id = item?.id ?? null
  useEffect(() => {
    if (id === null) return
    let gone = false
    void evidenceAction({ itemId: id }).then(
      (answer) => (gone ? undefined : setRead({ id, item: answer.status === 'done' ? answer.value : null, problem: answer.status === 'refused' ? refusalText(answer.refusal) : null })),
      () => (gone ? undefined : setRead({ id, item: null, problem: 'No answer: close this and open it again.' })),
    )
    return () => {
      gone = true
    }
  }, [id, item?.version])
  const here = read !== null && read.id === id ? read : null
  return (
    <Sheet open={item !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      {item ? (
        <SheetContent title={<bdi>{item.agent.name}</bdi>} description={item.evidence.agent.purpose}>
          {here?.item ? <Body item={here.item} /> : here ? <Notice live tone="caution" title={here.problem} /> : <Reading />}
        </SheetContent>
      ) : null}
    </Sheet>
  )
}

const Reading = () => (
  <div role="status" aria-label="Reading the evidence" className="flex flex-col gap-2">
    <Skeleton className="h-4 w-3/4" />
    <Skeleton className="h-4 w-1/2" />
    <Skeleton className="h-24 w-full" />
  </div>
)

const names = (people: readonly { id: string; name: string }[]): ReactNode => (people.length === 0 ? 'nobody' : people.map(({ name }) => name).join(', '))

function Body({ item }: Readonly<{ item: ReviewItemDetail }>) {
  const { evidence } = item
  return (
    <div className="flex flex-col gap-5 text-sm">
      <p className="text-xs text-ink-3">
        As it was at the launch, <TimeStamp value={evidence.at} />. <TextLink href={`/agents/${item.agent.id}`}>The agent now</TextLink>
      </p>
      <Questions questions={item.questions} />
      {item.now ? <LiveState now={item.now} /> : null}
      <Part title="Tools, in 90 days">
        <ul className="flex flex-col gap-1.5">
          {evidence.tools.map((tool) => (
            <li key={tool.scope} className="flex flex-col">
              <code className="break-all font-mono text-xs">{toolText(tool.scope)}</code>
              <span className={tool.used === 0 ? 'text-caution' : 'text-ink-2'}>
                {tool.used === 0 ? 'never used' : `${tool.used} ${tool.used === 1 ? 'call' : 'calls'}`}
                {tool.last_used_at ? (
                  <>
                    , last <TimeStamp value={tool.last_used_at} style="relative" />
                  </>
                ) : null}
                {tool.denied > 0 ? `, ${tool.denied} denied` : ''}
                {evidence.comparable ? `, held by ${evidence.comparable.holding[tool.scope] ?? 0} of ${evidence.comparable.agents} comparable ${evidence.comparable.agents === 1 ? 'agent' : 'agents'}` : ''}
                {tool.since ? (
                  <>
                    , given <TimeStamp value={tool.since} style="date" />
                  </>
                ) : null}
              </span>
            </li>
          ))}
          {evidence.tools.length === 0 ? <li className="text-ink-2">It may call no tool.</li> : null}
        </ul>
        {evidence.comparable ? (
          <p className="mt-1.5 text-xs text-ink-3">
            Comparable: of the same team, platform and risk, with a tool in common.{evidence.comparable.agents < 4 ? ' These are too few to tell much.' : ''}
          </p>
        ) : null}
      </Part>
      <Part title="Mandates it holds">
        <ul className="flex flex-col gap-1">
          {evidence.mandates.map((mandate) => (
            <li key={mandate.id}>
              <bdi>{mandate.person.name}</bdi>: {mandate.purpose} <span className="text-ink-3">({mandate.kind}, until </span>
              <TimeStamp value={mandate.until} className="text-ink-3" />
              <span className="text-ink-3">)</span>
            </li>
          ))}
          {evidence.mandates.length === 0 ? <li className="text-ink-2">None that is live.</li> : null}
        </ul>
      </Part>
      <Findings findings={item.findings} />
      <ChainList chains={item.chains} />
      <DescriptionList
        entries={[
          { term: 'Called in the name of', value: evidence.people.length === 0 ? 'nobody in 90 days' : evidence.people.map(({ name, calls }) => `${name} (${calls})`).join(', ') },
          { term: 'Runs in', value: evidence.environment ?? 'it does not say' },
          { term: 'May pass authority to', value: names(evidence.may_delegate_to) },
          { term: 'May receive it from', value: names(evidence.delegated_by) },
          { term: 'Owner', value: <Person person={evidence.owner} /> },
          { term: 'Sponsor', value: <Person person={evidence.sponsor} /> },
          { term: 'Risk', value: evidence.agent.risk_level },
          { term: 'Capabilities', value: listed(item.capabilities.map(({ description, risk_level }) => `${description} (${risk_level})`)) },
          { term: 'Data', value: listed(item.data_access.map(({ resource, access_type, sensitivity }) => `${access_type} ${resource} (${sensitivity})`)) },
          { term: 'Credentials now', value: <Credentials keys={item.credentials} /> },
          { term: 'Document', value: <code className="break-all font-mono text-xs">{evidence.document.digest}</code> },
        ]}
      />
      <PastReviews item={item} />
    </div>
  )
}

const listed = (lines: readonly string[]): ReactNode => (lines.length === 0 ? 'it names none' : lines.join('; '))
