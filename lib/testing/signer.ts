import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { Signer } from '@/lib/kernel/signer'

/** The issuer's keys of a test: one ES256 key in memory. */
export async function testSigner(): Promise<Signer & { publicKey: CryptoKey }> {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const jwk = { ...(await exportJWK(publicKey)), kid: 'test', alg: 'ES256', use: 'sig' }
  return {
    publicKey,
    sign: (typ, payload) => new SignJWT({ ...payload }).setProtectedHeader({ alg: 'ES256', typ, kid: 'test' }).sign(privateKey),
    publicKeys: async () => ({ keys: [jwk] }),
    ageMs: () => 0,
  }
}
