'use client'

import { Popover as Radix } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from './cn'

export const Popover = Radix.Root
export const PopoverTrigger = Radix.Trigger
export const PopoverAnchor = Radix.Anchor
export const PopoverClose = Radix.Close

type ContentProps = ComponentProps<typeof Radix.Content> & {
  /** What it is, for those who hear that it opened. */
  'aria-label': string
}

export function PopoverContent({ className, ...rest }: ContentProps) {
  return (
    <Radix.Portal>
      <Radix.Content
        sideOffset={6}
        collisionPadding={12}
        className={cn('z-50 max-w-[min(22rem,calc(100vw-24px))] data-[state=open]:animate-appear rounded-lg bg-surface p-3 text-sm text-ink shadow-pop outline-none', className)}
        {...rest}
      />
    </Radix.Portal>
  )
}
