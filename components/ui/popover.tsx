'use client'

import { Popover as Radix } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from './cn'

export const Popover = Radix.Root
export const PopoverTrigger = Radix.Trigger
export const PopoverAnchor = Radix.Anchor
export const PopoverClose = Radix.Close

export function PopoverContent({ className, ...rest }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
      <Radix.Content
        sideOffset={6}
        collisionPadding={12}
        className={cn('z-50 max-w-[min(22rem,calc(100vw-24px))] animate-appear rounded-lg bg-surface p-3 text-sm text-ink shadow-pop outline-none', className)}
        {...rest}
      />
    </Radix.Portal>
  )
}
