/** The key into the server's log, where Next gave the fault one. What a client component throws may be anything. */
export function digestOf(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('digest' in thrown)) return undefined
  return typeof thrown.digest === 'string' ? thrown.digest : undefined
}
