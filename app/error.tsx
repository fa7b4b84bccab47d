'use client'

import { digestOf } from '@/components/ui/digest-of'
import { ErrorState } from '@/components/ui/error-state'

/** The last net for faults on a page; an area with something better to say has its own. */
export default function PageError({ error, retry }: Readonly<{ error: unknown; retry: () => void }>) {
  return (
    <main className="mx-auto max-w-2xl px-6 py-16">
      <ErrorState
        level={1}
        title="This page could not be shown"
        unchanged="Showing a page changes nothing. If you had just sent something, look in the ledger whether it was recorded before you send it again. Where the authority does not answer, every enforcement point refuses all calls within three seconds."
        reference={digestOf(error)}
        onRetry={retry}
      />
    </main>
  )
}
