'use client'

import type { ComponentProps } from 'react'
import { cn } from './cn'
import { controlClass, useFieldWiring } from './field'

export function Textarea({ className, mono = false, rows = 4, ...rest }: ComponentProps<'textarea'> & { mono?: boolean }) {
  return (
    <textarea
      rows={rows}
      {...useFieldWiring()}
      className={cn(controlClass, 'read-only:bg-sunken field-sizing-content min-h-20 py-2', mono && 'font-mono text-sm', className)}
      {...rest}
    />
  )
}
