'use client'

import { Check } from 'lucide-react'
import { DropdownMenu as Radix } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { cn } from './cn'

/** The page behind stays as it is: a menu is passed over, not answered. */
export function DropdownMenu(props: ComponentProps<typeof Radix.Root>) {
  return <Radix.Root modal={false} {...props} />
}
export const DropdownMenuTrigger = Radix.Trigger

export function DropdownMenuContent({ className, ...rest }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
      <Radix.Content
        align="end"
        sideOffset={4}
        collisionPadding={8}
        className={cn('z-50 min-w-44 data-[state=open]:animate-appear rounded-lg bg-surface p-1 text-sm text-ink shadow-pop', className)}
        {...rest}
      />
    </Radix.Portal>
  )
}

const itemClass =
  'flex h-8 cursor-pointer select-none items-center gap-2 rounded-md px-2 outline-none data-[disabled]:cursor-not-allowed data-[disabled]:text-ink-3 data-[highlighted]:bg-selected [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-ink-3'

type ItemProps = ComponentProps<typeof Radix.Item> & { /** For what halts. */ signal?: boolean; hint?: ReactNode }

export function DropdownMenuItem({ className, signal, hint, children, ...rest }: ItemProps) {
  return (
    <Radix.Item className={cn(itemClass, signal && 'text-signal [&_svg]:text-signal', className)} {...rest}>
      {rest.asChild ? (
        children
      ) : (
        <>
          {children}
          {hint ? <span className="ml-auto pl-4">{hint}</span> : null}
        </>
      )}
    </Radix.Item>
  )
}

export function DropdownMenuCheck({ children, ...rest }: ComponentProps<typeof Radix.CheckboxItem>) {
  return (
    <Radix.CheckboxItem className={cn(itemClass, 'relative pl-8')} {...rest}>
      <Radix.ItemIndicator className="absolute left-2">
        <Check aria-hidden="true" />
      </Radix.ItemIndicator>
      {children}
    </Radix.CheckboxItem>
  )
}

type ChoiceProps = Readonly<{ label: string; value: string; onValueChange: (value: string) => void; options: readonly { value: string; label: string }[] }>

/** One of a few, inside a menu. */
export function DropdownMenuChoice({ label, value, onValueChange, options }: ChoiceProps) {
  return (
    <Radix.RadioGroup value={value} onValueChange={onValueChange}>
      <DropdownMenuLabel>{label}</DropdownMenuLabel>
      {options.map((option) => (
        <Radix.RadioItem key={option.value} value={option.value} className={cn(itemClass, 'relative pl-8')}>
          <Radix.ItemIndicator className="absolute left-2">
            <Check aria-hidden="true" />
          </Radix.ItemIndicator>
          {option.label}
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  )
}

export function DropdownMenuLabel({ children }: Readonly<{ children: ReactNode }>) {
  return <Radix.Label className="px-2 pb-1 pt-1.5 text-xs text-ink-3">{children}</Radix.Label>
}

export function DropdownMenuSeparator() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />
}
