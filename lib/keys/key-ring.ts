import type { JWK } from 'jose'
import { Fault } from '@/lib/kernel/fault'
import type { Signer, SigningAlgorithm } from '@/lib/kernel/signer'
import type { KeyEncryptionKey } from '@/lib/secrets/key-encryption-key'
import { ensureSigningKeys } from './ensure-signing-keys'
import { openKey, type KeyState, type SigningKey } from './signing-key'
import { publishedKeys } from './stored-keys'

/** A rotation has reached every process after this long. */
export const RELOAD_MS = 2_000

export type RingKey = SigningKey & { readonly state: Exclude<KeyState, 'revoked'> }

export type KeyRing = Signer & {
  /** Every key whose signatures are good, those that sign first. */
  keys(): readonly RingKey[]
  /** Called after the keys have changed. */
  onChange(listener: () => void): void
  reload(): Promise<void>
  close(): void
}

/**
 * The issuer's keys in this process: made where they are lacking, read again every two seconds.
 * Throws an OperatorError, and so stops the start, when a key does not open with `kek`.
 *
 * @param onReloadError a reload that fails leaves the keys as they were; without a database nothing is issued anyway
 */
export async function openKeyRing(kek: KeyEncryptionKey, onReloadError: (error: unknown) => void): Promise<KeyRing> {
  await ensureSigningKeys(kek)
  const listeners: (() => void)[] = []
  let ring: readonly RingKey[] = []
  let seen = ''

  async function reload(): Promise<void> {
    const stored = await publishedKeys()
    const state = stored.map((key) => `${key.kid}:${key.state}`).join()
    if (state === seen) return
    const opened = new Map(ring.map((key) => [key.kid, key]))
    ring = await Promise.all(
      stored.map(async (key) => ({ ...(opened.get(key.kid) ?? (await openKey(kek, key))), state: key.state as RingKey['state'] })),
    )
    const first = seen === ''
    seen = state
    if (!first) for (const listener of listeners) listener()
  }

  await reload()
  const timer = setInterval(() => void reload().catch(onReloadError), RELOAD_MS)
  timer.unref()

  function current(alg: SigningAlgorithm): RingKey {
    const key = ring.find((candidate) => candidate.alg === alg && candidate.state === 'current')
    if (!key) throw new Fault(`no current ${alg} key`)
    return key
  }

  return {
    keys: () => ring,
    reload,
    onChange: (listener) => void listeners.push(listener),
    close: () => clearInterval(timer),
    async sign(typ, payload, alg = 'ES256') {
      const key = current(alg)
      const text = `${part({ alg, typ, kid: key.kid })}.${part(payload)}`
      return `${text}.${key.sign(Buffer.from(text)).toString('base64url')}`
    },
    publicKeys: async (): Promise<{ keys: JWK[] }> => ({ keys: ring.map(({ publicJwk }) => ({ ...publicJwk })) }),
  }
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
