/**
 * The database is not there, is going, has no room, or takes too long: Prisma's own codes, PostgreSQL's classes 08, 53
 * and 57P, a statement that was cancelled at its time limit or cut at a transaction's, and the network's; or it ended the transaction because others stood in its way, every time it was done again.
 */
const CODES = /^(?:P1001|P1002|P1008|P1017|P2024|P2028|P2034|08...|53...|57P..|57014|40001|40P01|25P03|55P03|58030|ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT)$/
const WORDS = /connection (?:terminated|timeout)|timeout exceeded when trying to connect|query read timeout|not queryable|not connected to the database/i

/** Whether it would help to ask again later. Looked for along the causes, since each layer wraps the one below. */
export function isUnavailable(thrown: unknown): boolean {
  let at = thrown
  for (let depth = 0; depth < 5 && typeof at === 'object' && at !== null; depth++) {
    if ('code' in at && typeof at.code === 'string' && CODES.test(at.code)) return true
    if ('originalCode' in at && typeof at.originalCode === 'string' && CODES.test(at.originalCode)) return true
    if (at instanceof Error && (at.name === 'Overloaded' || WORDS.test(at.message))) return true
    at = 'cause' in at ? at.cause : underPrisma(at)
  }
  return false
}

/** Prisma names no cause; what the database said is beside it. */
function underPrisma(thrown: object): unknown {
  const meta: unknown = 'meta' in thrown ? thrown.meta : null
  return typeof meta === 'object' && meta !== null && 'driverAdapterError' in meta ? meta.driverAdapterError : null
}
