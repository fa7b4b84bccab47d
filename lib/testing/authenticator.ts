import { createHash, randomBytes, sign, type KeyObject } from 'node:crypto'
import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import { isoCBOR } from '@simplewebauthn/server/helpers'
import { p256KeyPair } from '@/lib/kernel/key-pair'

type Held = { id: string; userHandle: string; privateKey: KeyObject; counter: number }

/** What of an answer a test wants to be wrong. */
export type Wrong = { origin?: string; rpId?: string; userVerified?: boolean; counter?: number; challenge?: string; credentialId?: string }

const UP = 0x01
const UV = 0x04
const AT = 0x40

/** A passkey device and its browser in software: real ES256 keys and signatures, in the form that `toJSON` gives (WebAuthn §5.1). */
export class Authenticator {
  readonly #held: Held[] = []

  constructor(readonly origin: string) {}

  create(options: PublicKeyCredentialCreationOptionsJSON, wrong: Wrong = {}): string {
    const { publicKey, privateKey } = p256KeyPair()
    const held: Held = { id: randomBytes(16).toString('base64url'), userHandle: options.user.id, privateKey, counter: 0 }
    this.#held.push(held)
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
    // COSE_Key (RFC 9053): EC2, ES256, P-256.
    const cose = isoCBOR.encode(new Map<number, number | Uint8Array>([[1, 2], [3, -7], [-1, 1], [-2, bytes(x)], [-3, bytes(y)]]))
    const id = Buffer.from(held.id, 'base64url')
    const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, cose])
    const authData = new Uint8Array(Buffer.concat([this.#head(wrong, AT, held.counter), attested]))
    const attestation = new Map<string, unknown>([['fmt', 'none'], ['attStmt', new Map()], ['authData', authData]])
    return JSON.stringify({
      id: held.id,
      rawId: held.id,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: this.#clientData('webauthn.create', options.challenge, wrong).toString('base64url'),
        attestationObject: Buffer.from(isoCBOR.encode(attestation as Parameters<typeof isoCBOR.encode>[0])).toString('base64url'),
        transports: ['internal'],
      },
    })
  }

  /** Answers with the first passkey that may: of those asked for, or any. */
  get(options: PublicKeyCredentialRequestOptionsJSON, wrong: Wrong = {}): string {
    const allowed = options.allowCredentials?.map(({ id }) => id) ?? []
    const held = this.#held.find(({ id }) => allowed.length === 0 || allowed.includes(id)) ?? this.#held[0]
    if (!held) throw new Error('this device holds no passkey')
    held.counter++
    const authData = this.#head(wrong, 0, held.counter)
    const clientData = this.#clientData('webauthn.get', options.challenge, wrong)
    const signature = sign('sha256', Buffer.concat([authData, createHash('sha256').update(clientData).digest()]), held.privateKey)
    return JSON.stringify({
      id: wrong.credentialId ?? held.id,
      rawId: wrong.credentialId ?? held.id,
      type: 'public-key',
      clientExtensionResults: {},
      response: { clientDataJSON: clientData.toString('base64url'), authenticatorData: authData.toString('base64url'), signature: signature.toString('base64url'), userHandle: held.userHandle },
    })
  }

  #head({ rpId = new URL(this.origin).hostname, userVerified = true, counter }: Wrong, flags: number, count: number): Buffer {
    const head = Buffer.alloc(37)
    createHash('sha256').update(rpId).digest().copy(head)
    head.writeUInt8(UP | (userVerified ? UV : 0) | flags, 32)
    head.writeUInt32BE(counter ?? count, 33)
    return head
  }

  #clientData(type: string, challenge: string, wrong: Wrong): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge: wrong.challenge ?? challenge, origin: wrong.origin ?? this.origin, crossOrigin: false }))
  }
}

const bytes = (base64url: string): Uint8Array => new Uint8Array(Buffer.from(base64url, 'base64url'))
