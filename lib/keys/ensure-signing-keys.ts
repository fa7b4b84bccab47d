import type { KeyEncryptionKey } from '@/lib/secrets/key-encryption-key'
import { makeKey, SIGNING_ALGORITHMS } from './signing-key'
import { alone, insertKey, publishedKeys } from './stored-keys'

/** Makes the keys that are lacking: for each algorithm one that signs, and one published ahead of its turn. */
export async function ensureSigningKeys(kek: KeyEncryptionKey): Promise<void> {
  await alone(async (client) => {
    const keys = await publishedKeys(client)
    for (const alg of SIGNING_ALGORITHMS)
      for (const state of ['current', 'next'] as const)
        if (!keys.some((key) => key.alg === alg && key.state === state)) await insertKey(client, await makeKey(kek, alg), state)
  })
}
