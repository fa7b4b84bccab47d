import { cn } from '@/components/ui/cn'
import { EntityName } from './entity-name'

export type SentencePart = Readonly<{ text: string }> | Readonly<{ kind: 'person' | 'agent' | 'tool' | 'resource' | 'other'; id: string; name: string; href?: string }>

type Props = Readonly<{
  parts: readonly SentencePart[]
  /** How it ended. Said in a word at the end. */
  outcome?: 'ok' | 'denied' | 'failed' | 'cut' | 'unknown'
  className?: string
}>

const OUTCOME = {
  ok: { word: 'ok', tint: 'text-ink-3' },
  denied: { word: 'denied', tint: 'font-medium text-ink' },
  failed: { word: 'failed', tint: 'font-medium text-ink' },
  cut: { word: 'cut by a halt', tint: 'font-medium text-signal' },
  unknown: { word: 'outcome unknown', tint: 'font-medium text-caution' },
} as const

/** One event as a plain sentence, its entities bold. Names are text: nothing in them is ever markup. */
export function EventSentence({ parts, outcome, className }: Props) {
  return (
    <span className={cn('text-sm leading-5 text-ink-2', className)}>
      {parts.map((part, index) =>
        'text' in part ? (
          <span key={index}>{part.text}</span>
        ) : (
          <EntityName
            key={index}
            name={part.name}
            href={part.href}
            title={`${part.kind} ${part.id}`}
            className={cn('font-semibold text-ink', (part.kind === 'tool' || part.kind === 'resource') && 'font-mono text-[0.92em] font-medium')}
          />
        ),
      )}
      {outcome ? (
        <>
          {': '}
          <span className={OUTCOME[outcome].tint}>{OUTCOME[outcome].word}</span>
        </>
      ) : null}
    </span>
  )
}
