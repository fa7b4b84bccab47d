import Link from 'next/link'
import type { ComponentProps } from 'react'
import { cn } from './cn'

/** A link in running text. */
export function TextLink({ className, ...rest }: ComponentProps<typeof Link>) {
  return <Link className={cn('rounded-sm text-ink underline decoration-edge underline-offset-2 hover:decoration-ink', className)} {...rest} />
}
