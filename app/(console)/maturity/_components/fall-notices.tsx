import { Notice } from '@/components/ui/notice'
import { TextLink } from '@/components/ui/text-link'
import type { FallView } from '@/lib/identity/posture/contract'
import { movedWords } from './words'

/** What is told at once; the rest is one line. */
const FALLS = 3
const FACTS = 3

/** Scores that fell too far in a week, each with the facts that took it down. */
export function FallNotices({ falls }: Readonly<{ falls: readonly FallView[] }>) {
  return (
    <div className="flex flex-col gap-2">
      {falls.slice(0, FALLS).map((fall) => (
        <Notice key={`${fall.subject} ${fall.noticed_at}`} tone="caution" title={`${fall.title} fell from ${Math.round(fall.from)} to ${Math.round(fall.to)} since ${fall.since}`}>
          <ul>
            {fall.facts.slice(0, FACTS).map((fact) => (
              <li key={fact.id}>
                <TextLink href={`/maturity/facts/${fact.id}`}>{fact.title}</TextLink>: {movedWords(fact)}
              </li>
            ))}
          </ul>
        </Notice>
      ))}
      {falls.length > FALLS ? (
        <p className="text-sm text-ink-2">
          {`${falls.length - FALLS} more ${falls.length - FALLS === 1 ? 'score' : 'scores'} fell: `}
          <TextLink href="/maturity#week">what moved this week</TextLink>.
        </p>
      ) : null}
    </div>
  )
}
