'use client'

import { useEffect, useState, type ReactNode } from 'react'
import { DescriptionList } from '@/components/ui/description-list'
import { Sheet, SheetContent } from '@/components/ui/sheet'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { Evidence, ReviewItemView } from '@/lib/identity/reviews/contract'
import { Notice } from '@/components/ui/notice'
import { Skeleton } from '@/components/ui/skeleton'
import { refusalText } from '@/lib/console/refusal-text'
import { DECISION_WORD, toolText } from '../../_components/review-words'
import { evidenceAction } from '../../actions'
import { Questions } from './questions'

type Shown = Readonly<{ id: string; version: number; agent: { name: string }; evidence: { agent: { purpose: string } } }>
type Read = { id: string; item: ReviewItemView | null; problem: string | null }

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

function Body({ item }: Readonly<{ item: ReviewItemView }>) {
  const { evidence } = item
  return (
    <div className="flex flex-col gap-5 text-sm">
      <p className="text-xs text-ink-3">
        As it was at the launch, <TimeStamp value={evidence.at} />. <TextLink href={`/agents/${item.agent.id}`}>The agent now</TextLink>
      </p>
      <Questions questions={item.questions} />
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
                {evidence.comparable ? `, ${evidence.comparable.agents - (evidence.comparable.holding[tool.scope] ?? 0)} of ${evidence.comparable.agents} comparable agents do not hold it` : ''}
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
      <DescriptionList
        entries={[
          { term: 'Called in the name of', value: evidence.people.length === 0 ? 'nobody in 90 days' : evidence.people.map(({ name, calls }) => `${name} (${calls})`).join(', ') },
          { term: 'Runs in', value: evidence.environment ?? 'it does not say' },
          { term: 'May pass authority to', value: names(evidence.may_delegate_to) },
          { term: 'May receive it from', value: names(evidence.delegated_by) },
          { term: 'Owner', value: <Person person={evidence.owner} /> },
          { term: 'Sponsor', value: <Person person={evidence.sponsor} /> },
          { term: 'Document', value: <code className="break-all font-mono text-xs">{evidence.document.digest}</code> },
        ]}
      />
      <Changes evidence={evidence} />
    </div>
  )
}

function Changes({ evidence: { previous, changes } }: Readonly<{ evidence: Evidence }>) {
  if (!previous) return <p className="text-ink-2">It was never reviewed before.</p>
  return (
    <Part title="Since the last review">
      <p className="text-ink-2">
        {DECISION_WORD[previous.decision]}
        {previous.by ? ` by ${previous.by}` : ''}, <TimeStamp value={previous.at} style="date" />
        {previous.comment ? `: ${previous.comment}` : ''}
      </p>
      <ul className="mt-1 flex flex-col gap-1">
        {changes.map((change) => (
          <li key={`${change.path} ${change.after}`}>
            <code className="break-all font-mono text-xs">{change.path}</code> {change.kind}: {change.why}
            {change.breaking ? <span className="text-caution"> (breaking)</span> : null}
          </li>
        ))}
        {changes.length === 0 ? <li className="text-ink-2">Its document is the same.</li> : null}
      </ul>
    </Part>
  )
}

const Person = ({ person }: Readonly<{ person: Evidence['owner'] }>) => (
  <>
    <bdi>{person.name}</bdi>
    {person.live ? null : <span className="text-caution"> (no access any more)</span>}
  </>
)

function Part({ title, children }: Readonly<{ title: string; children: ReactNode }>) {
  return (
    <section>
      <h3 className="pb-1 text-sm font-semibold text-ink">{title}</h3>
      {children}
    </section>
  )
}
