import { createPrivateKey, createPublicKey, generateKeyPair, generateKeyPairSync, type KeyObject } from 'node:crypto'

export type KeyPair = { publicKey: KeyObject; privateKey: KeyObject }

/**
 * Both halves are read back from their DER, so that they have nothing to do with the job that made them. In Node 20 a key
 * shares a lock with that job: an export as JWK holds it, and where memory is collected in the middle of the export, the
 * job's end waits for it on the same thread. The process then stands still for ever, without a sound.
 */
const ENCODED = { publicKeyEncoding: { type: 'spki', format: 'der' }, privateKeyEncoding: { type: 'pkcs8', format: 'der' } } as const
const P256 = { namedCurve: 'P-256', ...ENCODED } as const

/** A fresh pair for ES256. */
export const p256KeyPair = (): KeyPair => readBack(generateKeyPairSync('ec', P256))

/** A fresh pair for RS256, made beside the event loop: it takes a while. */
export const rsaKeyPair = (modulusLength: number): Promise<KeyPair> =>
  new Promise((resolve, reject) => {
    generateKeyPair('rsa', { modulusLength, ...ENCODED }, (error, _: Buffer, privateKey: Buffer) => (error ? reject(error) : resolve(readBack({ privateKey }))))
  })

function readBack({ privateKey: key }: { privateKey: Buffer }): KeyPair {
  const privateKey = createPrivateKey({ key, format: 'der', type: 'pkcs8' })
  return { privateKey, publicKey: createPublicKey(privateKey) }
}
