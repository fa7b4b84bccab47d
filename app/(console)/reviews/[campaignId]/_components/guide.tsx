'use client'

import { Button } from '@/components/ui/button'
import { KeyHint } from '@/components/ui/key-hint'

const STEPS: readonly (readonly [title: string, text: string, keys: readonly string[]])[] = [
  ['Look at what changed', 'What changed since the last review comes first. What did not, is of low risk and in use is folded into one line.', ['J']],
  ['Decide on what was used', 'Each item says what it did in 90 days and what that suggests. Keep it, reduce it to what was used, or remove it.', ['A', 'E', 'R']],
  ['Ask where you do not know', 'Whoever answers for it is told, and the item waits for them.', ['Q']],
  ['Submit', 'Nothing takes effect before you have read the sums. Until then you can undo it.', ['Ctrl', 'Enter']],
]

/** What a reviewer needs on their first day: beside their work and not before it, so that no key waits for it. */
export function Guide({ onDone, pending }: Readonly<{ onDone: () => void; pending: boolean }>) {
  return (
    <section aria-labelledby="guide-title" className="rounded-lg border border-line bg-surface px-4 py-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id="guide-title" className="text-sm font-medium text-ink">
          Your first review, in four steps
        </h2>
        <Button size="sm" pending={pending} onClick={onDone}>
          Got it
        </Button>
      </div>
      <ol className="mt-2 grid gap-x-6 gap-y-3 text-sm sm:grid-cols-2 xl:grid-cols-4">
        {STEPS.map(([title, text, keys], place) => (
          <li key={title} className="min-w-0">
            <span className="flex flex-wrap items-center gap-x-2 font-medium text-ink">
              {place + 1}. {title}
              <span className="max-sm:hidden">
                {place === 1 ? keys.map((key) => <KeyHint key={key} keys={[key]} className="mr-1" />) : <KeyHint keys={keys} />}
              </span>
            </span>
            <span className="text-ink-2">{text}</span>
          </li>
        ))}
      </ol>
      <p className="mt-2 text-xs text-ink-3">
        You find this again under Help<span className="max-sm:hidden">, <KeyHint keys={['?']} /></span>.
      </p>
    </section>
  )
}
