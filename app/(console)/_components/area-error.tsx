'use client'

import { digestOf } from '@/components/ui/digest-of'
import { ErrorState } from '@/components/ui/error-state'

export type ErrorProps = Readonly<{ error: unknown; retry: () => void }>

/** Faults only; refusals are shown by the page. The shell around it, and Halt in it, keep working. */
export function AreaError({ error, retry, what }: ErrorProps & { what: string }) {
  return <ErrorState title={`${what} could not be read`} unchanged="This was a read, so nothing was changed." reference={digestOf(error)} onRetry={retry} />
}
