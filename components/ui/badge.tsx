import { cva, type VariantProps } from 'class-variance-authority'
import type { ComponentProps } from 'react'
import { cn } from './cn'

const badgeClass = cva('inline-flex h-5 max-w-full items-center gap-1 whitespace-nowrap rounded-sm border px-1.5 text-xs font-medium [&_svg]:size-3', {
  variants: {
    tone: {
      neutral: 'border-transparent bg-selected text-ink-2',
      outline: 'border-line text-ink-2',
      strong: 'border-transparent bg-strong text-on-strong',
      calm: 'border-calm-line bg-calm-wash text-calm',
      caution: 'border-caution-line bg-caution-wash text-caution',
      signal: 'border-signal-line bg-signal-wash text-signal',
    },
    mono: { true: 'font-mono font-normal', false: '' },
  },
  defaultVariants: { tone: 'neutral', mono: false },
})

/** A word about a thing. `signal` is for what is halted or on fire, and nothing else. */
export function Badge({ tone, mono, className, ...rest }: ComponentProps<'span'> & VariantProps<typeof badgeClass>) {
  return <span className={cn(badgeClass({ tone, mono }), className)} {...rest} />
}
