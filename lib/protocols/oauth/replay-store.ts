import { hotPool } from '@/lib/db/client'
import { microBatch } from '@/lib/db/micro-batch'

/** Uses an id up: true for the first, in whichever process, and false for everybody after. */
export type UseOnce = (id: string, expiresInSeconds: number) => Promise<boolean>

/**
 * Ids of client assertions and DPoP proofs that were used. One insert wins, and no read comes before it; many requests
 * share a commit. Ids are kept in PostgreSQL, so a restart forgets none.
 */
export function replayStore(): UseOnce {
  const insert = microBatch(async (uses: readonly { id: string; expiresInSeconds: number }[]) => {
    // Sorted and without doubles, so that two processes cannot wait for each other.
    const unique = [...new Map(uses.map((use) => [use.id, use])).values()].sort((a, b) => (a.id < b.id ? -1 : 1))
    const { rows } = await hotPool().query<{ id: string }>({
      name: 'replay-use',
      text: `insert into replay (id, expires_at) select id, now() + make_interval(secs => s) from unnest($1::text[], $2::float8[]) as u(id, s)
             order by id on conflict (id) do nothing returning id`,
      values: [unique.map(({ id }) => id), unique.map(({ expiresInSeconds }) => expiresInSeconds)],
    })
    const won = new Set(rows.map(({ id }) => id))
    return uses.map(({ id }) => won.delete(id))
  })
  return (id, expiresInSeconds) => insert({ id, expiresInSeconds })
}
