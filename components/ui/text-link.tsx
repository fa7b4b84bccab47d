import type { ComponentProps } from 'react'
import { cn } from './cn'
import { Link } from './link'

/** A link in running text. */
export function TextLink({ className, ...rest }: ComponentProps<typeof Link>) {
  return <Link className={cn('rounded-sm text-ink underline decoration-edge underline-offset-2 hover:decoration-ink', className)} {...rest} />
}
