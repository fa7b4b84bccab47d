import type pg from 'pg'
import { hotPool } from '@/lib/db/client'
import { LOCK } from '@/lib/db/locks'
import { asRows } from '@/lib/db/rows'
import type { SealedKey } from '@/lib/kernel/signer'
import { PREVIOUS_PUBLISHED_HOURS, type KeyState } from '@/lib/kernel/signing-keys'
import type { StoredKey } from './signing-key'

/** Every key whose signatures are still good, those that sign first. A revoked one is never among them. */
export const PUBLISHED = `
  select kid, alg, state, public_jwk as "publicJwk", sealed from signing_key
  where state in ('next', 'current') or (state = 'previous' and retired_at > now() - interval '${PREVIOUS_PUBLISHED_HOURS} hours')
  order by case state when 'current' then 0 when 'next' then 1 else 2 end, created_at desc`

export async function publishedKeys(client: pg.PoolClient): Promise<StoredKey[]> {
  const { rows } = await client.query(PUBLISHED)
  return asRows<StoredKey>(rows)
}

/** Runs `work` in a transaction that no other process can run at the same time. */
export async function alone<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await hotPool().connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    await client.query('select pg_advisory_xact_lock($1, 0)', [LOCK.signingKeys])
    const value = await work(client)
    await client.query('commit')
    return value
  } catch (thrown) {
    await client.query('rollback').catch((failed: Error) => (broken = failed))
    throw thrown
  } finally {
    client.release(broken)
  }
}

export async function insertKey(client: pg.PoolClient, key: SealedKey, state: Extract<KeyState, 'next' | 'current'>): Promise<void> {
  await client.query(
    `insert into signing_key (kid, alg, state, public_jwk, sealed, activated_at)
     values ($1, $2, $3, $4, $5, case when $3 = 'current' then now() end)`,
    [key.kid, key.alg, state, key.publicJwk, key.sealed],
  )
}
