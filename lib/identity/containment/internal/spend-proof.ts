import type pg from 'pg'

/** A request's proof, named by its key and `jti`, and when it can no longer be accepted anyway. */
export type SpentProof = { id: string; goodUntil: Date }

/**
 * Spends a proof for all processes, in the transaction of what it authorizes: of one request sent to several processes,
 * or again after a restart, one takes effect.
 */
export async function spendProof(client: pg.PoolClient, proof: SpentProof): Promise<boolean> {
  const spent = await client.query({
    name: 'proof-spend',
    text: 'insert into replay (id, expires_at) values ($1, $2) on conflict (id) do nothing',
    values: [proof.id, proof.goodUntil],
  })
  return spent.rowCount === 1
}
