import type { JWK } from 'jose'
import { databaseUrl } from '@/lib/db/client'
import { listen } from '@/lib/db/listener'
import { SIGNING_KEYS_CHANNEL } from '@/lib/db/signing-keys'
import { Fault } from '@/lib/kernel/fault'
import type { Signer, SigningAlgorithm } from '@/lib/kernel/signer'
import { ROTATION_REACHES_MS, type KeyState } from '@/lib/kernel/signing-keys'
import type { KeyEncryptionKey } from '@/lib/secrets/key-encryption-key'
import { ensureSigningKeys } from './ensure-signing-keys'
import { openKey, type SigningKey, type StoredKey } from './signing-key'
import { alone, publishedKeys, PUBLISHED } from './stored-keys'

/** A notification that was lost is found by the next look. */
const LOOK_EVERY_MS = 500

export type RingKey = SigningKey & { readonly state: Exclude<KeyState, 'revoked'> }

export type KeyRing = Signer & {
  /** Every key whose signatures are good, those that sign first. */
  keys(): readonly RingKey[]
  /** Called after the keys have changed. */
  onChange(listener: () => void): void
  /** Looks now; resolves when a look that began after this call has ended. */
  reload(): Promise<void>
  close(): Promise<void>
}

/**
 * The issuer's keys in this process: made where they are lacking, read again when a rotation is announced and twice a
 * second. Throws an OperatorError, and so stops the start, when a key does not open with `kek`.
 *
 * INVARIANT: what could not be read again for ROTATION_REACHES_MS neither signs nor verifies, and a key that the last
 * look did not find never signs, whoever still holds it.
 *
 * @param onProblem told once each time that looking stops working
 */
export async function openKeyRing(kek: KeyEncryptionKey, onProblem: (error: unknown) => void): Promise<KeyRing> {
  await ensureSigningKeys(kek)
  const listeners: (() => void)[] = []
  let ring: readonly RingKey[] = []
  let asOf = Number.NEGATIVE_INFINITY
  let failing = false

  const ageMs = () => performance.now() - asOf

  async function take(stored: readonly StoredKey[], askedAt: number): Promise<void> {
    const opened = new Map(ring.map((key) => [key.kid, key]))
    const found = await Promise.all(
      stored.map(async (key) => ({ ...(opened.get(key.kid) ?? guarded(await openKey(kek, key))), state: key.state as RingKey['state'] })),
    )
    const changed = namesOf(ring) !== namesOf(found)
    const first = asOf === Number.NEGATIVE_INFINITY
    asOf = askedAt
    if (!changed) return
    ring = found
    if (!first) for (const listener of listeners) listener()
  }

  /** A request that began before a forced rotation must not end with the key that it began with. */
  const guarded = (key: SigningKey): SigningKey => ({
    ...key,
    sign(data) {
      if (!fresh().some(({ kid }) => kid === key.kid)) throw new Fault('a key that was revoked was asked to sign')
      return key.sign(data)
    },
  })

  function fresh(): readonly RingKey[] {
    if (ageMs() > ROTATION_REACHES_MS) throw new Fault('the signing keys could not be read for too long, so none is used')
    return ring
  }

  const startedAt = performance.now()
  await take(await alone(publishedKeys), startedAt)

  const listener = listen({
    url: databaseUrl(),
    channel: SIGNING_KEYS_CHANNEL,
    onNotification: () => void look(),
    onConnected: () => void look(),
    onLost: () => undefined, // the next look says so
  })
  // One after the other: an answer that was asked for earlier must not replace a later one.
  let last: Promise<void> = Promise.resolve()
  let waiting = 0
  let closed = false
  function reload(): Promise<void> {
    waiting += 1
    const looked = last.then(async () => {
      waiting -= 1
      const askedAt = performance.now()
      await take(await stored(), askedAt)
      failing = false
    })
    last = looked.catch(() => undefined)
    return looked
  }
  /** On the connection that never waits for a pool; by the pool while that one is being made. */
  const stored = () => listener.query<StoredKey>(PUBLISHED).catch(() => alone(publishedKeys))
  async function look(): Promise<void> {
    if (closed || waiting > 1) return
    await reload().catch((error: unknown) => {
      if (!failing && !closed) onProblem(error)
      failing = true
    })
  }
  const timer = setInterval(() => void look(), LOOK_EVERY_MS)
  timer.unref()

  function current(alg: SigningAlgorithm): RingKey {
    const key = fresh().find((candidate) => candidate.alg === alg && candidate.state === 'current')
    if (!key) throw new Fault(`no current ${alg} key`)
    return key
  }

  return {
    keys: fresh,
    reload,
    ageMs,
    onChange: (listener) => void listeners.push(listener),
    async close() {
      closed = true
      clearInterval(timer)
      await listener.close()
      await last
    },
    async sign(typ, payload, alg = 'ES256', jku) {
      const key = current(alg)
      const text = `${part({ alg, typ, kid: key.kid, ...(jku === undefined ? {} : { jku }) })}.${part(payload)}`
      return `${text}.${key.sign(Buffer.from(text)).toString('base64url')}`
    },
    publicKeys: async (): Promise<{ keys: JWK[] }> => ({ keys: fresh().map(({ publicJwk }) => ({ ...publicJwk })) }),
  }
}

const namesOf = (keys: readonly RingKey[]): string => keys.map(({ kid, state }) => `${kid}:${state}`).join()
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
