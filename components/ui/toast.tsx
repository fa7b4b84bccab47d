'use client'

import { Toaster as Sonner, toast as sonner } from 'sonner'
import { useTheme } from './theme'

/** Loaded after the page (see providers). Stands at the bottom, out of the way of the top bar's Halt. */
export function Toaster() {
  const { theme } = useTheme()
  return (
    <Sonner
      theme={theme}
      position="bottom-right"
      visibleToasts={3}
      duration={6_000}
      closeButton
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'group relative flex w-[22rem] max-w-[calc(100vw-2rem)] items-start gap-2.5 rounded-lg bg-strong py-2.5 pl-3.5 pr-9 text-sm text-on-strong shadow-pop font-sans',
          title: 'font-medium',
          icon: 'mt-0.5',
          actionButton: 'ml-auto shrink-0 underline underline-offset-2',
          closeButton: 'absolute right-2 top-2.5 grid size-6 place-items-center rounded-sm opacity-70 hover:opacity-100',
        },
      }}
    />
  )
}

type Options = Readonly<{ description?: string; action?: { label: string; onClick: () => void } }>

/** A word about something small that is done. Halt, revoke and decide never speak through a toast alone. */
export function notify(title: string, options: Options = {}): void {
  sonner(title, options)
}
