import type { Logger } from 'pino'
import { ArchiveFault } from '@/lib/jobs/archive/write-archive'

/** Everything the authority logs, by constant names. No line holds a token, a secret, a body or a query string. */
export function authorityEvents(log: Logger) {
  return {
    ready: (fields: { issuer: string; port: number }) => log.info(fields, 'ready'),
    stopping: (signal: string) => log.info({ signal }, 'stopping'),
    request: (fields: { method: string; route: string; status: number; ms: number }) => log.debug(fields, 'request'),
    oauth: (event: string, fields: Record<string, unknown>) => (event.endsWith('_fault') ? log.error(fields, event) : log.info(fields, event)),
    api: (event: string, fields: Record<string, unknown>) => log.error(fields, event),
    feed: (event: string, error: unknown) => log.error(described(error), event),
    page: (error: unknown, reference: string) => log.error({ ...described(error), reference }, 'page_fault'),
    keysNotReloaded: (error: unknown) => log.error(described(error), 'keys_not_reloaded'),
    tracesNotExported: (reason: string) => log.warn({ reason }, 'traces_not_exported'),
    drill: (error: unknown) => log.error(described(error), 'drill_step_failed'),
    hooks: (error: unknown) => log.error(described(error), 'runtime_hooks_not_called'),
    signals: (error: unknown) => log.error(described(error), 'signals_not_delivered'),
    scim: (error: unknown) => log.error(described(error), 'scim_fault'),
    retiring: (error: unknown) => log.error(described(error), 'retirement_not_carried_out'),
    reviews: (error: unknown) => log.error(described(error), 'reviews_not_applied'),
    archive: {
      done: (fields: { part: string; files: number; entries: number; removed: number; kept: string | null }) => log.info(fields, 'ledger_archived'),
      failed: (error: unknown) => log.error({ ...described(error), ...(error instanceof ArchiveFault ? { message: error.message } : {}) }, 'ledger_not_archived'),
    },
    sequencer: (error: unknown) => log.error(described(error), 'sequencer_failed'),
    request_fault: (error: unknown) => log.error(described(error), 'request_fault'),
  }
}
export type AuthorityEvents = ReturnType<typeof authorityEvents>

/** What kind of error and where; the messages of database libraries repeat values, so only our own are kept. */
function described(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error }
  const at = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)).slice(0, 12)
  return { error: error.name, ...(error.name === 'Fault' ? { message: error.message } : {}), ...('code' in error ? { code: error.code } : {}), at }
}
