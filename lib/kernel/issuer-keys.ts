const WAIT_MS = 5_000

/** The keys that the installation's own authority publishes (RFC 7517 §5); null where it does not answer. */
export async function issuerKeys(issuer: string): Promise<{ issuer: string; keys: Record<string, unknown>[] } | null> {
  try {
    const answer = await fetch(`${issuer}/oauth/jwks`, { redirect: 'error', signal: AbortSignal.timeout(WAIT_MS) })
    const { keys } = (await answer.json()) as { keys?: unknown }
    if (!answer.ok || !Array.isArray(keys)) return null
    return { issuer, keys: keys.filter((key): key is Record<string, unknown> => typeof key === 'object' && key !== null) }
  } catch {
    return null
  }
}
