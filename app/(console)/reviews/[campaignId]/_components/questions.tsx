import { Button } from '@/components/ui/button'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { QuestionView } from '@/lib/identity/reviews/contract'

/** What was asked about an item, and what came back. */
export function Questions({ questions, onWithdraw }: Readonly<{ questions: readonly QuestionView[]; onWithdraw?: (questionId: string) => void }>) {
  const shown = questions.filter(({ withdrawn }) => !withdrawn)
  if (shown.length === 0) return null
  return (
    <ul aria-label="Questions" className="flex flex-col gap-1 border-l-2 border-line pl-2.5 text-xs">
      {shown.map(({ id, by, of, question, at, answer, answered_at, may }) => (
        <li key={id} className="flex min-w-0 flex-col gap-0.5">
          <span className="break-words text-ink-2">
            <bdi>{by.name}</bdi> asked <bdi>{of.name}</bdi> <TimeStamp value={at} style="relative" className="text-ink-3" />: “{question}”
          </span>
          {answer === null ? (
            <span className="flex flex-wrap items-center gap-2 text-caution">
              waits for the answer
              {onWithdraw && may.withdraw ? (
                <Button size="sm" variant="link" onClick={() => onWithdraw(id)}>
                  Take it back
                </Button>
              ) : null}
            </span>
          ) : (
            <span className="break-words text-ink">
              <bdi>{of.name}</bdi>: “{answer}” <TimeStamp value={answered_at} style="relative" className="text-ink-3" />
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}
