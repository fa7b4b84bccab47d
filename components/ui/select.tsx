'use client'

import { ChevronDown } from 'lucide-react'
import type { ComponentProps } from 'react'
import { cn } from './cn'
import { controlClass, useFieldWiring } from './field'

/** The platform's own select: it works before scripts load, and a phone shows its own wheel. */
export function Select({ className, children, ...rest }: ComponentProps<'select'>) {
  return (
    <span className={cn('relative inline-flex w-full', className)}>
      <select {...useFieldWiring()} className={cn(controlClass, 'h-9 appearance-none pr-8')} {...rest}>
        {children}
      </select>
      <ChevronDown aria-hidden="true" className="pointer-events-none absolute right-2.5 top-2.5 size-4 text-ink-3" />
    </span>
  )
}
