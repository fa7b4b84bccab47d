import { LOCK } from '@/lib/db/locks'
import type { Tx } from '@/lib/db/transaction'
import type { Actor } from '../../actor'

/**
 * Taken by every order and every lifting before anything is read. Issue batches and records of calls hold it shared
 * (see `hold.ts`), so each of them is either committed, and then seen by what follows here, or waits and then sees
 * what this transaction wrote.
 */
export const lockTenant = (tx: Pick<Tx, '$executeRaw'>, actor: Actor): Promise<number> =>
  tx.$executeRaw`select pg_advisory_xact_lock(${LOCK.containment}::int, hashtext(${actor.tenantId}))`
