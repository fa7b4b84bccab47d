import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import type { PublicJwk } from '@/lib/identity/registry/contract'

export type AgentKey = { privateKey: CryptoKey; publicJwk: PublicJwk; isNew: boolean }

/** A sample agent's key: made here, before the agent is registered, and never sent. Only its owner reads the file. */
export async function keyOf(folder: string, name: string): Promise<AgentKey> {
  const file = join(folder, 'agents', `${name}.jwk.json`)
  const known = readKey(file)
  const jwk = known ?? (await freshKey(file))
  const { kty, crv, x, y } = jwk
  return { privateKey: (await importJWK(jwk, 'ES256')) as CryptoKey, publicJwk: { kty, crv, x, y } as PublicJwk, isNew: known === null }
}

function readKey(file: string): JWK | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JWK
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Whole or not at all: a start that is cut off leaves no half of a key. */
async function freshKey(file: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const jwk = await exportJWK(privateKey)
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 })
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify(jwk)}\n`, { mode: 0o600 })
  renameSync(draft, file)
  return jwk
}
