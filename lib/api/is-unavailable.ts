/** The database is not there, or is going: Prisma's own codes, PostgreSQL's classes 08, 53 and 57P, and the network's. */
const CODES = /^(?:P1001|P1002|P1008|P1017|P2024|P2028|08...|53...|57P..|ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT)$/

/** Whether it would help to ask again later. Looked for along the causes, since each layer wraps the one below. */
export function isUnavailable(thrown: unknown): boolean {
  let at = thrown
  for (let depth = 0; depth < 5 && typeof at === 'object' && at !== null; depth++) {
    if ('code' in at && typeof at.code === 'string' && CODES.test(at.code)) return true
    if (at instanceof Error && /connection (?:terminated|timeout)|timeout exceeded when trying to connect/i.test(at.message)) return true
    at = 'cause' in at ? at.cause : null
  }
  return false
}
