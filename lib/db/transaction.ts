import { Prisma, type PrismaClient } from '@/generated/prisma/client'
import type { TenantId } from '@/lib/kernel/ids'
import type { Result } from '@/lib/kernel/result'
import { prisma } from './client'

export type Tx = Omit<PrismaClient, '$connect' | '$disconnect' | '$on' | '$transaction' | '$extends'>
/** Whose rows a transaction may see. `system` is for code that serves the installation as a whole. */
export type Scope = TenantId | 'system'
export type Isolation = 'Serializable' | 'ReadCommitted'

const ATTEMPTS_MAX = 4
const TRANSACTION_TIMEOUT_MS = 10_000
const WAIT_FOR_CONNECTION_MS = 4_000

/** How a refusal leaves a transaction. */
export class RolledBack extends Error {
  constructor(readonly refusal: unknown) {
    super('rolled back by a refusal')
  }
}

/**
 * Serialization failure (40001) or deadlock (40P01): the same work may succeed if it is done again. Within the work
 * Prisma reports it under a code of its own; at the commit the driver adapter's error comes through as it is.
 */
const isConflict = (thrown: unknown): boolean => {
  if (!(thrown instanceof Error)) return false
  if (thrown instanceof Prisma.PrismaClientKnownRequestError && thrown.code === 'P2034') return true
  return /TransactionWriteConflict|40001|40P01|could not serialize|deadlock detected/.test(thrown.message)
}

/**
 * Runs `work` in one transaction that sees only `scope`'s rows. A refusal rolls back exactly as a throw does,
 * but is returned. Serialization failures are retried, three times at most. Only database work belongs inside.
 */
export async function transaction<T, R>(
  scope: Scope,
  work: (tx: Tx) => Promise<Result<T, R>>,
  isolation: Isolation = 'Serializable',
  client: PrismaClient = prisma(),
  timeoutMs = TRANSACTION_TIMEOUT_MS,
): Promise<Result<T, R>> {
  return attempted(() =>
    client.$transaction(
      async (tx) => {
        await tx.$executeRaw`select set_config('lanyard.tenant', ${scope}, true)`
        const result = await work(tx)
        if (!result.ok) throw new RolledBack(result.refusal)
        return result
      },
      { isolationLevel: isolation, timeout: timeoutMs, maxWait: WAIT_FOR_CONNECTION_MS },
    ),
  )
}

/** Runs a transaction again when it met another, and returns the refusal that it was rolled back with. */
export async function attempted<T, R>(run: () => Promise<Result<T, R>>): Promise<Result<T, R>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run()
    } catch (thrown) {
      if (thrown instanceof RolledBack) return { ok: false, refusal: thrown.refusal as R }
      if (!isConflict(thrown) || attempt === ATTEMPTS_MAX) throw thrown
      await new Promise((resolve) => setTimeout(resolve, attempt * 5 + Math.random() * 20))
    }
  }
}

/** A consistent read of `scope`'s rows. */
export async function read<T>(scope: Scope, work: (tx: Tx) => Promise<T>, timeoutMs = TRANSACTION_TIMEOUT_MS): Promise<T> {
  return prisma().$transaction(
    async (tx) => {
      await tx.$executeRaw`select set_config('lanyard.tenant', ${scope}, true)`
      return work(tx)
    },
    { isolationLevel: 'ReadCommitted', timeout: timeoutMs, maxWait: WAIT_FOR_CONNECTION_MS },
  )
}
