'use client'

import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { HaltMark } from '@/components/identity/halt-mark'

type Props = Readonly<{
  open: boolean
  onOpenChange: (open: boolean) => void
  /** Choosing whom to halt: the caller's form. */
  children: ReactNode
  title?: string
  description?: string
  onConsider?: () => void
}>

/** Halt in the top bar: on every page, at every width, and under the key `h`. */
export function HaltLauncher({ open, onOpenChange, children, title = 'Halt', description = 'Choose what to stop. It can be restored.', onConsider }: Props) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogTrigger asChild>
        <Button variant="signal" aria-keyshortcuts="h" title="Halt (h)" className="max-sm:h-9" onPointerEnter={onConsider} onFocus={onConsider}>
          <HaltMark />
          Halt
        </Button>
      </DialogTrigger>
      <DialogContent title={title} description={description}>
        {children}
      </DialogContent>
    </Dialog>
  )
}
