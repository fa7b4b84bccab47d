import { TextLink } from '@/components/ui/text-link'
import type { PostureLine as Line } from '@/lib/identity/posture/contract'
import { deltaWords } from '../maturity/_components/words'

/** Where the estate stands, in one line: two scores, what became of them, and what to begin with. */
export function PostureLine({ line }: Readonly<{ line: Line }>) {
  if (line.state !== 'computed') return null
  const { scores, since, worst } = line
  const score = (name: string, now: number | null, before: number | null | undefined) => {
    const delta = deltaWords(now, before ?? null)
    return `${name} ${now === null ? 'unknown' : Math.round(now)}${delta ? ` (${delta} since ${since?.day})` : ''}`
  }
  return (
    <p className="text-sm text-ink-2">
      <TextLink href="/maturity">Posture</TextLink>: {score('identity', scores.identity, since?.scores.identity)}, {score('operation', scores.operation, since?.scores.operation)} of 100.
      {worst ? (
        <>
          {' '}
          Next: <TextLink href={`/maturity/facts/${worst.id}`}>{worst.title}</TextLink>
          {worst.total === 0 ? ', not measured yet' : `, ${worst.total - worst.good} of ${worst.total} fall short`}.
        </>
      ) : null}
    </p>
  )
}
