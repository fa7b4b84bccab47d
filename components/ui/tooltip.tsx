'use client'

import { Tooltip as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

type Props = Readonly<{ content: ReactNode; children: ReactNode; side?: 'top' | 'right' | 'bottom' | 'left' }>

/** More on hover and on focus. Never the only place where something stands: a phone has neither. */
export function Tooltip({ content, children, side = 'top' }: Props) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-w-72 animate-appear rounded-md bg-strong px-2 py-1 text-xs text-on-strong"
        >
          {content}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
