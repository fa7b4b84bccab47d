'use client'

import { useState, useTransition } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Card } from '@/components/ui/section'
import { refusalText } from '@/lib/console/refusal-text'
import type { ReviewItemView } from '@/lib/identity/reviews/contract'
import { DECISION_WORD, toolText } from '../../_components/review-words'
import { certifyAction } from '../../actions'
import { ItemEvidence } from './item-evidence'
import { ItemSummary } from './item-summary'
import { Questions } from './questions'

/** Decisions that take effect once somebody who is not concerned agrees. */
export function Certify({ items }: Readonly<{ items: readonly ReviewItemView[] }>) {
  const [shown, setShown] = useState<string | null>(null)
  return (
    <Card flush>
      {items.length === 0 ? (
        <EmptyState because="nothing_yet" title="Nothing waits for a second person" />
      ) : (
        <ul aria-label="Decisions that wait for a second person">
          {items.map((item) => (
            <Row key={item.id} item={item} onExpand={() => setShown(item.id)} />
          ))}
        </ul>
      )}
      <ItemEvidence item={items.find(({ id }) => id === shown) ?? null} onClose={() => setShown(null)} />
    </Card>
  )
}

function Row({ item, onExpand }: Readonly<{ item: ReviewItemView; onExpand: () => void }>) {
  const [note, setNote] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()
  const send = (agree: boolean) =>
    startTransition(async () => {
      const done = await certifyAction({ itemId: item.id, version: item.version, digest: item.document, agree, ...(note.trim() ? { note: note.trim() } : {}) }).catch(() => null)
      if (done?.status !== 'done') setProblem(done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: load the page again.')
    })
  return (
    <li className="flex flex-col gap-2 border-t border-line px-4 py-3 first:border-t-0">
      <span className="flex flex-wrap items-center gap-2">
        <button type="button" onClick={onExpand} className="rounded-sm text-sm font-medium text-ink hover:underline">
          <bdi>{item.agent.name}</bdi>
        </button>
        {item.decision ? (
          <Badge tone="strong">
            {DECISION_WORD[item.decision.what]}, by {item.decision.by?.name ?? 'nobody'}
          </Badge>
        ) : null}
      </span>
      <ItemSummary item={item} />
      <Questions questions={item.questions} />
      {item.decision?.comment ? <span className="text-xs text-ink-2">“{item.decision.comment}”</span> : null}
      {item.certified ? <span className="text-xs text-ink-2">{item.certified.by.name} agreed; it waits for a third person.</span> : null}
      {item.decision?.what === 'reduce' ? <span className="text-xs text-ink-2">Loses {item.decision.removes.map(toolText).join(', ')}</span> : null}
      {item.may.certify ? (
        <div className="flex flex-wrap items-end gap-2">
          <Field label={`Note on ${item.agent.name}`} className="min-w-48 grow">
            <Input value={note} maxLength={1000} onChange={(event) => setNote(event.target.value)} />
          </Field>
          <Button pending={pending} disabled={note.trim().length < 3} onClick={() => send(false)}>
            Give back
          </Button>
          <Button variant="primary" pending={pending} onClick={() => send(true)}>
            Agree
          </Button>
        </div>
      ) : (
        <p className="text-xs text-ink-3">An administrator who neither decided nor agreed, nor answers for it, nor asked for it certifies this.</p>
      )}
      {problem ? (
        <p role="alert" className="text-sm text-signal">
          {problem}
        </p>
      ) : null}
    </li>
  )
}
