'use client'

import { Switch as Radix } from 'radix-ui'
import { useId, type ComponentProps, type ReactNode } from 'react'
import { cn } from './cn'

type Props = ComponentProps<typeof Radix.Root> & { label: ReactNode; hint?: ReactNode }

/** For what takes effect at once. What is sent with a form is a Checkbox. */
export function Switch({ label, hint, className, ...rest }: Props) {
  const id = useId()
  return (
    <span className={cn('inline-flex items-start gap-2', className)}>
      <Radix.Root
        id={id}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="inline-flex h-5 w-9 shrink-0 items-center rounded-full border border-edge bg-sunken p-[2px] transition-colors focus-visible:outline-2 focus-visible:outline-offset-2 focus-visible:outline-ink disabled:opacity-50 data-[state=checked]:border-strong data-[state=checked]:bg-strong"
        {...rest}
      >
        <Radix.Thumb className="block size-3.5 rounded-full bg-ink-3 transition-transform data-[state=checked]:translate-x-4 data-[state=checked]:bg-on-strong" />
      </Radix.Root>
      <span className="min-w-0 leading-5">
        <label htmlFor={id} className="text-sm text-ink">
          {label}
        </label>
        {hint ? (
          <span id={`${id}-hint`} className="block text-xs text-ink-3">
            {hint}
          </span>
        ) : null}
      </span>
    </span>
  )
}
