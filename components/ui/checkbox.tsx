'use client'

import { useId, type ComponentProps, type ReactNode } from 'react'
import { cn } from './cn'

type Props = Omit<ComponentProps<'input'>, 'type'> & {
  label: ReactNode
  hint?: ReactNode
  /** Some of what it stands for is chosen, not all. */
  indeterminate?: boolean
  /** The label is read out and not drawn, as in a table's selection column. */
  labelHidden?: boolean
}

export function Checkbox({ label, hint, indeterminate = false, labelHidden = false, className, ...rest }: Props) {
  const id = useId()
  return (
    <span className={cn('inline-flex items-start gap-2', className)}>
      <span className="relative inline-grid size-5 shrink-0 place-items-center">
        <input
          id={id}
          type="checkbox"
          ref={(input) => {
            if (input) input.indeterminate = indeterminate
          }}
          aria-describedby={hint ? `${id}-hint` : undefined}
          className="peer size-4 appearance-none rounded-sm border border-edge bg-surface checked:border-strong checked:bg-strong indeterminate:border-strong indeterminate:bg-strong disabled:cursor-not-allowed disabled:opacity-50"
          {...rest}
        />
        <svg viewBox="0 0 16 16" aria-hidden="true" className="pointer-events-none absolute size-4 fill-none stroke-on-strong stroke-2 opacity-0 peer-checked:not-peer-indeterminate:opacity-100">
          <path d="M4 8.3 6.8 11 12 5.2" />
        </svg>
        <svg viewBox="0 0 16 16" aria-hidden="true" className="pointer-events-none absolute size-4 stroke-on-strong stroke-2 opacity-0 peer-indeterminate:opacity-100">
          <path d="M4.5 8h7" />
        </svg>
      </span>
      <span className={cn('min-w-0 leading-5', labelHidden && 'sr-only')}>
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
