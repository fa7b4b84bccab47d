'use client'

import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { Button } from './button'
import { cn } from './cn'
import { useFocusReturn } from './use-focus-return'

export const Sheet = Radix.Root
export const SheetTrigger = Radix.Trigger
export const SheetClose = Radix.Close

type Props = Readonly<{ title: ReactNode; description?: ReactNode; children: ReactNode; side?: 'left' | 'right'; className?: string }>

const SIDE = {
  right: 'right-0 w-[min(100%,30rem)] [--slide-from:24px]',
  left: 'left-0 w-[min(86%,17rem)] [--slide-from:-24px]',
} as const

/** A drawer at the side: evidence beside a list (right), navigation on a phone (left). */
export function SheetContent({ title, description, children, side = 'right', className }: Props) {
  const { mark, onCloseAutoFocus } = useFocusReturn()
  return (
    <Radix.Portal>
      <Radix.Overlay className="fixed inset-0 z-40 data-[state=open]:animate-appear bg-scrim" />
      <Radix.Content
        {...(description ? {} : { 'aria-describedby': undefined })}
        onCloseAutoFocus={onCloseAutoFocus}
        className={cn('fixed inset-y-0 z-50 flex data-[state=open]:animate-slide-in flex-col bg-surface shadow-pop outline-none', SIDE[side], className)}
      >
        {mark}
        <div className="min-h-10 px-4 pb-2 pr-12 pt-3">
          <Radix.Title className="text-base font-semibold text-ink">{title}</Radix.Title>
          {description ? <Radix.Description className="text-sm text-ink-2">{description}</Radix.Description> : null}
        </div>
        <div className="min-h-0 grow overflow-y-auto px-4 pb-6">{children}</div>
        <Radix.Close asChild>
          <Button variant="ghost" size="icon-sm" aria-label="Close" className="absolute right-2.5 top-2.5">
            <X aria-hidden="true" />
          </Button>
        </Radix.Close>
      </Radix.Content>
    </Radix.Portal>
  )
}
