'use client'

import { createContext, use, useId, useMemo, type ReactNode } from 'react'
import { cn } from './cn'

type FieldWiring = { id: string; describedBy: string | undefined; invalid: boolean; required: boolean }
const FieldContext = createContext<FieldWiring | null>(null)

type Props = Readonly<{
  label: ReactNode
  children: ReactNode
  /** What to put in, or what it is for. Stands above the control, so that a phone's keyboard does not cover it. */
  hint?: ReactNode
  error?: ReactNode
  required?: boolean
  className?: string
}>

/** Ties label, hint and error to the one control inside it (Input, Textarea, Select). */
export function Field({ label, children, hint, error, required = false, className }: Props) {
  const id = useId()
  const invalid = Boolean(error)
  const describedBy = [hint ? `${id}-hint` : '', invalid ? `${id}-error` : ''].filter(Boolean).join(' ') || undefined
  const wiring = useMemo(() => ({ id, describedBy, invalid, required }), [id, describedBy, invalid, required])
  return (
    <FieldContext value={wiring}>
      <div className={cn('flex min-w-0 flex-col gap-1', className)}>
        <label htmlFor={id} className="text-sm font-medium text-ink">
          {label}
          {required ? null : <span className="ml-1.5 font-normal text-ink-3">optional</span>}
        </label>
        {hint ? (
          <p id={`${id}-hint`} className="text-xs text-ink-3">
            {hint}
          </p>
        ) : null}
        {children}
        {invalid ? <FieldError id={`${id}-error`}>{error}</FieldError> : null}
      </div>
    </FieldContext>
  )
}

export function FieldError({ id, children }: Readonly<{ id?: string; children: ReactNode }>) {
  return (
    <p id={id} role="alert" className="flex items-start gap-1.5 text-xs font-medium text-ink">
      <svg viewBox="0 0 12 12" className="mt-0.5 size-3 shrink-0 text-signal" aria-hidden="true">
        <path d="M6 0.8 11.6 11H0.4Z" fill="currentColor" />
        <path d="M6 4.4v3.2M6 8.7v1" stroke="var(--surface)" strokeWidth="1.3" />
      </svg>
      <span>{children}</span>
    </p>
  )
}

/** What a control inside a Field takes from it; nothing when it stands alone. */
export function useFieldWiring() {
  const field = use(FieldContext)
  if (!field) return {}
  return {
    id: field.id,
    'aria-describedby': field.describedBy,
    'aria-invalid': field.invalid || undefined,
    required: field.required || undefined,
  }
}

export const controlClass =
  'w-full min-w-0 rounded-md border border-edge bg-surface px-2.5 text-base text-ink placeholder:text-ink-3 hover:border-ink-3 disabled:cursor-not-allowed disabled:border-line disabled:bg-sunken disabled:text-ink-3 aria-invalid:border-signal aria-invalid:shadow-[inset_0_0_0_1px_var(--signal)] max-sm:text-[1rem]'
