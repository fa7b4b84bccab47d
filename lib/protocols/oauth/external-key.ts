import { ExternalSigningKey } from 'oidc-provider'
import type { KeyObject } from 'node:crypto'
import { Fault } from '@/lib/kernel/fault'
import type { IssuerKey } from './deps'

/** A key of the ring as the library signs with it: the private half stays where it is. */
class RingSigningKey extends ExternalSigningKey {
  readonly #key: IssuerKey

  constructor(key: IssuerKey) {
    super()
    this.#key = key
  }

  override get kid(): string {
    return this.#key.kid
  }

  override get alg(): string {
    return this.#key.alg
  }

  override keyObject(): KeyObject {
    return this.#key.publicKey
  }

  // INVARIANT: only the current key signs; the others are there to be published and to verify.
  override sign(data: Uint8Array): Uint8Array {
    if (this.#key.state !== 'current') throw new Fault('a key that is not current was asked to sign')
    return this.#key.sign(data)
  }
}

/** For the library's `jwks`. It signs with the first key that fits, so current ones come first. */
export const externalKeys = (keys: readonly IssuerKey[]): ExternalSigningKey[] =>
  [...keys].sort((a, b) => Number(b.state === 'current') - Number(a.state === 'current')).map((key) => new RingSigningKey(key))
