'use client'

import type { ComponentProps } from 'react'
import { cn } from './cn'
import { controlClass, useFieldWiring } from './field'

type Props = ComponentProps<'input'> & {
  /** For ids, scopes, digests. */
  mono?: boolean
}

export function Input({ className, mono = false, ...rest }: Props) {
  return <input {...useFieldWiring()} className={cn(controlClass, 'h-9 read-only:bg-sunken', mono && 'font-mono text-sm', className)} {...rest} />
}
