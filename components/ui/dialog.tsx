'use client'

import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { Button } from './button'
import { cn } from './cn'
import { useFocusReturn } from './use-focus-return'

export const Dialog = Radix.Root
export const DialogTrigger = Radix.Trigger
export const DialogClose = Radix.Close

type ContentProps = Readonly<{
  title: ReactNode
  /** What will happen, or what is asked. Read out when the dialog opens. */
  description?: ReactNode
  children?: ReactNode
  /** Buttons; the act stands last, on the right. */
  footer?: ReactNode
  size?: 'sm' | 'md' | 'lg'
  className?: string
}>

const WIDTH = { sm: 'sm:max-w-sm', md: 'sm:max-w-lg', lg: 'sm:max-w-3xl' } as const

/** On a phone it rises from the bottom edge, where the thumb is. */
export function DialogContent({ title, description, children, footer, size = 'md', className }: ContentProps) {
  const { mark, onCloseAutoFocus } = useFocusReturn()
  return (
    <Radix.Portal>
      <Radix.Overlay className="fixed inset-0 z-40 data-[state=open]:animate-appear bg-scrim" />
      <Radix.Content
        {...(description ? {} : { 'aria-describedby': undefined })}
        onCloseAutoFocus={onCloseAutoFocus}
        className={cn(
          'fixed z-50 flex max-h-[min(90dvh,48rem)] flex-col bg-surface shadow-pop outline-none',
          'inset-x-0 bottom-0 data-[state=open]:animate-appear rounded-t-lg',
          'sm:inset-x-auto sm:bottom-auto sm:left-1/2 sm:top-[12dvh] sm:w-[calc(100%-2rem)] sm:-translate-x-1/2 sm:rounded-lg',
          WIDTH[size],
          className,
        )}
      >
        {mark}
        <div className="px-5 pr-14 pt-4">
          <Radix.Title className="text-lg font-semibold text-ink">{title}</Radix.Title>
          {description ? <Radix.Description className="mt-0.5 text-sm text-ink-2">{description}</Radix.Description> : null}
        </div>
        <div className="min-h-0 overflow-y-auto px-5 py-4">{children}</div>
        {footer ? <div className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">{footer}</div> : null}
        {/* Last, so that the first thing under the keyboard is what the dialog asks for. */}
        <Radix.Close asChild>
          <Button variant="ghost" size="icon-sm" aria-label="Close" className="absolute right-3 top-3.5">
            <X aria-hidden="true" />
          </Button>
        </Radix.Close>
      </Radix.Content>
    </Radix.Portal>
  )
}
