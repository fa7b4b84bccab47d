'use client'

import { useState, useTransition, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Field } from '@/components/ui/field'
import { Card } from '@/components/ui/section'
import { Textarea } from '@/components/ui/textarea'
import { refusalText } from '@/lib/console/refusal-text'
import type { QuestionView, ReviewItemView } from '@/lib/identity/reviews/contract'
import { answerAction } from '../../actions'
import { sendsWithControlEnter } from './control-enter'
import { ItemEvidence } from './item-evidence'
import { ItemSummary } from './item-summary'
import { Questions } from './questions'

/** What the reader was asked about, with the evidence that whoever asks sees, answered in place. */
export function Asked({ items }: Readonly<{ items: readonly ReviewItemView[] }>) {
  const [shown, setShown] = useState<string | null>(null)
  return (
    <Card flush>
      {items.length === 0 ? (
        <EmptyState because="nothing_yet" title="Nobody has asked you anything here" />
      ) : (
        <ul aria-label="What you were asked about">
          {items.map((item) => (
            <li key={item.id} className="flex flex-col gap-2 border-t border-line px-4 py-3 first:border-t-0">
              <button type="button" onClick={() => setShown(item.id)} className="w-fit rounded-sm text-sm font-medium text-ink hover:underline">
                <bdi>{item.agent.name}</bdi>
              </button>
              <ItemSummary item={item} />
              <Questions questions={item.questions} />
              {item.questions.filter(({ may }) => may.answer).map((question) => (
                <Answer key={question.id} question={question} agent={item.agent.name} />
              ))}
            </li>
          ))}
        </ul>
      )}
      <ItemEvidence item={items.find(({ id }) => id === shown) ?? null} onClose={() => setShown(null)} />
    </Card>
  )
}

function Answer({ question, agent }: Readonly<{ question: QuestionView; agent: string }>) {
  const [answer, setAnswer] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()
  function send(event: FormEvent) {
    event.preventDefault()
    if (answer.trim().length < 3) return
    startTransition(async () => {
      const done = await answerAction({ questionId: question.id, answer: answer.trim() }).catch(() => null)
      if (done?.status !== 'done') setProblem(done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: load the page again.')
    })
  }
  return (
    <form onSubmit={send} className="flex max-w-2xl flex-col gap-2">
      <Field label={`Your answer on ${agent}`} required hint={`${question.by.name} decides on it. It stays in the record.`} error={problem}>
        <Textarea rows={2} minLength={3} maxLength={1000} value={answer} onChange={(event) => setAnswer(event.target.value)} onKeyDown={sendsWithControlEnter} />
      </Field>
      <span>
        <Button type="submit" variant="primary" pending={pending} disabled={answer.trim().length < 3}>
          Answer
        </Button>
      </span>
    </form>
  )
}
