import { Search } from 'lucide-react'
import type { ReactNode } from 'react'
import { KeyHint } from '@/components/ui/key-hint'

export const PALETTE_INPUT = {
  placeholder: 'Go to, or search agents, people, runs',
  className: 'h-12 min-w-0 grow bg-transparent text-base text-ink outline-none placeholder:text-ink-3 max-sm:text-[1rem]',
} as const

/** The line that one types in, whichever input stands in it. */
export function PaletteLine({ children }: Readonly<{ children: ReactNode }>) {
  return (
    <div className="flex items-center gap-2.5 border-b border-line px-4">
      <Search aria-hidden="true" className="size-4 text-ink-3" />
      {children}
      <KeyHint keys={['Esc']} className="max-sm:hidden" />
    </div>
  )
}
