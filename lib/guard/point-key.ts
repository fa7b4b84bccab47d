import { KeyObject, randomUUID, sign } from 'node:crypto'
import { mkdir, open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import { Fault } from '@/lib/kernel/fault'
import { OperatorError } from '@/lib/kernel/operator-error'

/** An enforcement point's own ES256 key: proves who asks the feed, and signs receipts. Never leaves this machine. */
export type PointKey = Readonly<{
  publicJwk: JWK
  thumbprint: string
  sign(typ: string, payload: Record<string, unknown>): string
  /** A DPoP proof (RFC 9449 §4.2) for one request to the feed, signed at once: it is on the way of every call. */
  proof(method: string, url: string): string
}>

export async function pointKey(pair: CryptoKeyPair): Promise<PointKey> {
  const { kty, crv, x, y } = await exportJWK(pair.publicKey)
  if (kty !== 'EC' || crv !== 'P-256' || !x || !y) throw new Fault('an enforcement point signs with a P-256 key')
  const publicJwk: JWK = { kty, crv, x, y }
  const thumbprint = await calculateJwkThumbprint(publicJwk)
  const key = KeyObject.from(pair.privateKey)
  const header = base64url({ alg: 'ES256', typ: 'dpop+jwt', jwk: publicJwk })
  const signed = (head: string, payload: Record<string, unknown>): string => {
    const input = `${head}.${base64url({ ...payload, iat: Math.floor(Date.now() / 1000) })}`
    return `${input}.${sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
  }
  return {
    publicJwk,
    thumbprint,
    sign: (typ, payload) => signed(base64url({ alg: 'ES256', typ, kid: thumbprint }), payload),
    proof: (method, url) => signed(header, { jti: randomUUID(), htm: method, htu: url }),
  }
}

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Reads the key, or makes it on the first start. The file is for its owner alone (0600), and is never overwritten. */
export async function loadPointKey(path: string): Promise<PointKey> {
  const existing = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw new OperatorError(`cannot read the enforcement point's key at \`${path}\`: ${error.code ?? error.message}`)
  })
  if (existing === null) return makePointKey(path)
  try {
    return await pointKey(await importPair(JSON.parse(existing) as JWK))
  } catch {
    throw new OperatorError(`\`${path}\` is not a P-256 private key (JWK): put it back from a backup, or remove it and enrol anew`)
  }
}

async function makePointKey(path: string): Promise<PointKey> {
  const pair = await generateKeyPair('ES256', { extractable: true })
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(`${JSON.stringify(await exportJWK(pair.privateKey))}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  return pointKey(pair)
}

async function importPair(jwk: JWK): Promise<CryptoKeyPair> {
  const { d, ...publicPart } = jwk
  if (!d) throw new Fault('no private part')
  const privateKey = await importJWK({ ...publicPart, d }, 'ES256', { extractable: false })
  const publicKey = await importJWK(publicPart, 'ES256', { extractable: true })
  if (privateKey instanceof Uint8Array || publicKey instanceof Uint8Array) throw new Fault('not an asymmetric key')
  return { privateKey, publicKey }
}
