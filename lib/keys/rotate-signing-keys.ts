import type pg from 'pg'
import type { KeyEncryptionKey } from '@/lib/secrets/key-encryption-key'
import { makeKey, SIGNING_ALGORITHMS } from './signing-key'
import { alone, insertKey } from './stored-keys'

export type Rotation = {
  /** True: what the current and previous keys signed is refused from the moment verifiers read the keys again. */
  forced: boolean
}
export type Rotated = { current: string[]; ended: string[] }

/**
 * Lets the next key sign and makes another one ahead. Planned, the old key is published until all it signed has
 * expired; forced, it is revoked. Every process follows within the reload period of its key ring.
 */
export async function rotateSigningKeys(kek: KeyEncryptionKey, { forced }: Rotation): Promise<Rotated> {
  return alone(async (client) => {
    // In this order: an algorithm has one current key and one next key at any moment.
    const ended = await kids(client, forced
      ? `update signing_key set state = 'revoked', revoked_at = now(), retired_at = coalesce(retired_at, now())
         where state in ('current', 'previous') returning kid`
      : `update signing_key set state = 'previous', retired_at = now() where state = 'current' returning kid`)
    const current = await kids(client, `update signing_key set state = 'current', activated_at = now() where state = 'next' returning kid`)
    for (const alg of SIGNING_ALGORITHMS) await insertKey(client, await makeKey(kek, alg), 'next')
    return { current, ended }
  })
}

async function kids(client: pg.PoolClient, text: string): Promise<string[]> {
  const { rows } = await client.query<{ kid: string }>(text)
  return rows.map(({ kid }) => kid)
}
