'use client'

import { useId, type ReactNode } from 'react'
import { cn } from './cn'
import { FieldError } from './field'

type Choice = Readonly<{ value: string; label: ReactNode; hint?: ReactNode; disabled?: boolean }>
type Props = Readonly<{
  legend: ReactNode
  name: string
  options: readonly Choice[]
  defaultValue?: string
  value?: string
  onValueChange?: (value: string) => void
  hint?: ReactNode
  error?: ReactNode
  required?: boolean
  inline?: boolean
}>

export function RadioGroup({ legend, name, options, defaultValue, value, onValueChange, hint, error, required, inline }: Props) {
  const id = useId()
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ') || undefined
  return (
    <fieldset aria-describedby={described} className="flex min-w-0 flex-col gap-1.5">
      <legend className="mb-1 text-sm font-medium text-ink">{legend}</legend>
      {hint ? (
        <p id={`${id}-hint`} className="text-xs text-ink-3">
          {hint}
        </p>
      ) : null}
      <div className={cn('flex gap-2', inline ? 'flex-wrap gap-x-5' : 'flex-col')}>
        {options.map((option) => (
          <span key={option.value} className="flex items-start gap-2">
            <input
              id={`${id}-${option.value}`}
              type="radio"
              name={name}
              value={option.value}
              required={required}
              disabled={option.disabled}
              {...(value === undefined ? { defaultChecked: option.value === defaultValue } : { checked: option.value === value })}
              onChange={onValueChange ? () => onValueChange(option.value) : undefined}
              readOnly={value !== undefined && !onValueChange ? true : undefined}
              aria-describedby={option.hint ? `${id}-${option.value}-hint` : undefined}
              className="mt-0.5 size-4 shrink-0 appearance-none rounded-full border border-edge bg-surface checked:border-[5px] checked:border-strong disabled:cursor-not-allowed disabled:opacity-50"
            />
            <span className="leading-5">
              <label htmlFor={`${id}-${option.value}`} className="text-sm text-ink">
                {option.label}
              </label>
              {option.hint ? (
                <span id={`${id}-${option.value}-hint`} className="block text-xs text-ink-3">
                  {option.hint}
                </span>
              ) : null}
            </span>
          </span>
        ))}
      </div>
      {error ? <FieldError id={`${id}-error`}>{error}</FieldError> : null}
    </fieldset>
  )
}
