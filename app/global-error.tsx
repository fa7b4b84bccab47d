'use client'

import { digestOf } from '@/components/ui/digest-of'
import { ErrorState } from '@/components/ui/error-state'
import './globals.css'

/** Stands in for the root layout itself, so it brings its own document. */
export default function GlobalError({ error, retry }: Readonly<{ error: unknown; retry: () => void }>) {
  return (
    <html lang="en">
      <body>
        <title>The console could not start · Lanyard</title>
        <main className="mx-auto max-w-2xl px-6 py-16">
          <ErrorState
            title="The console could not start this page"
            unchanged="The authority and the enforcement points do not depend on the console: what was halted stays halted, and `lanyard halt` works without it."
            reference={digestOf(error)}
            onRetry={retry}
            retryLabel="Try again"
          />
        </main>
      </body>
    </html>
  )
}
