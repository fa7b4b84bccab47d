import type { KeyObject } from 'node:crypto'
import type { JWK } from 'jose'
import type { NewPersonSession } from '@/lib/identity/access'
import type { Issue } from '@/lib/identity/authority'
import type { Clock } from '@/lib/kernel/clock'
import type { Result } from '@/lib/kernel/result'
import type { SigningAlgorithm } from '@/lib/kernel/signer'
import type { Pages } from './pages'
import type { PlatformKeys } from './platform-keys'

/** One of the issuer's keys, as the key ring hands it out: it signs, and shows its public half. */
export type IssuerKey = {
  readonly kid: string
  readonly alg: SigningAlgorithm
  readonly state: 'next' | 'current' | 'previous'
  readonly publicKey: KeyObject
  readonly publicJwk: JWK
  sign(data: Uint8Array): Uint8Array
}

/** The issuer's keys. The order of `keys()` is theirs to sign: current ones first. */
export type IssuerKeys = { keys(): readonly IssuerKey[]; onChange(listener: () => void): void }

export type Log = (event: string, fields: Record<string, unknown>) => void

export type OAuthDeps = {
  issuer: string
  consoleUrl: string
  gatewayUrl: string
  keys: IssuerKeys
  secrets: {
    /** Of the OAuth client `console`. */
    consoleClient: string
    /** Of a receiver of shared signals, by its client id; it lies in no table. */
    receiverClient: (clientId: string) => string
    /** Signs the authority's cookies; the first signs, all verify. */
    cookies: readonly string[]
    /** 32 bytes, the same in every process: DPoP nonces of one are good at another (RFC 9449 §8). */
    dpopNonce: Buffer
  }
  issue: Issue
  openPersonSession: (session: NewPersonSession) => Promise<Result<null, { code: 'not_active' }>>
  clock: Clock
  log: Log
  pages?: Pages
  /** Of agent platforms; left out: nothing that they sign is looked at. */
  platformKeys?: PlatformKeys
}

/** The resource indicator of the management API. */
export const apiResourceOf = (issuer: string): string => `${issuer}/api/v1`

/** The resource indicator of shared signals: a receiver's own stream. */
export const signalsResourceOf = (issuer: string): string => `${issuer}/ssf`
