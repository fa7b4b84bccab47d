import type { Metadata } from 'next'
import { TextLink } from '@/components/ui/text-link'

export const metadata: Metadata = { title: 'Not found' }

/** For what does not exist and for what the reader may not know of: the two must look the same. */
export default function NotFound() {
  return (
    <main className="mx-auto flex min-h-[70dvh] max-w-md flex-col justify-center gap-2 px-6">
      <h1 className="text-xl font-semibold">Nothing here under this address</h1>
      <p className="text-sm text-ink-2">
        It may never have existed, may have been removed, or may not be yours to see. Nothing was changed.
      </p>
      <p className="mt-2 text-sm">
        <TextLink href="/">To the overview</TextLink>
      </p>
    </main>
  )
}
