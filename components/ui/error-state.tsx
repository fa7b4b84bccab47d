import type { ReactNode } from 'react'
import { Button } from './button'

type Props = Readonly<{
  /** What failed: "The agent list could not be read". */
  title: string
  /** What did not change: "This was a read, so nothing was changed." */
  unchanged: ReactNode
  /** The key into the server's log. */
  reference?: string
  onRetry?: () => void
  retryLabel?: string
  /** 1 where there is no page around it that has its own. */
  level?: 1 | 2
}>

/** For faults. A refusal is a value and is shown where it was asked for. */
export function ErrorState({ title, unchanged, reference, onRetry, retryLabel = 'Read it again', level = 2 }: Props) {
  const Heading = level === 1 ? 'h1' : 'h2'
  return (
    <section role="alert" className="flex flex-col items-start gap-1 border-l-2 border-ink px-4 py-3">
      <Heading className="text-base font-semibold text-ink">{title}</Heading>
      <p className="max-w-prose text-sm text-ink-2">{unchanged}</p>
      <p className="text-xs text-ink-3">
        Reference <code className="font-mono text-ink-2">{reference ?? 'none'}</code>
      </p>
      {onRetry ? (
        <Button onClick={onRetry} className="mt-2">
          {retryLabel}
        </Button>
      ) : null}
    </section>
  )
}
