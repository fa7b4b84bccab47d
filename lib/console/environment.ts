import 'server-only'
import { consoleEnvironment, type ConsoleEnvironment } from '@/lib/kernel/environment'

let read: ConsoleEnvironment | null = null

/** Read at the first request and not at import, because `next build` imports every page without an environment. */
export function environment(): ConsoleEnvironment {
  return (read ??= consoleEnvironment())
}
