import { createPublicKey, type JsonWebKey } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AgentNameField } from '@/lib/identity/registry/contract'
import { p256KeyPair } from '@/lib/kernel/key-pair'
import { CliError, type CliContext } from './context'

/** A private key in a file, as a JWK; `isNew` when this command has just made it. */
export type AgentKey = { file: string; privateJwk: JsonWebKey; publicJwk: JsonWebKey; isNew: boolean }

/** Where an agent's private key is kept unless it is told otherwise. */
export function keyFileOf(context: CliContext, name: string): string {
  const parsed = AgentNameField.safeParse(name)
  if (!parsed.success) throw new CliError(`\`${name}\` is not a name for an agent: ${parsed.error.issues[0]?.message ?? ''}`)
  return join(context.environment.home, 'agents', `${parsed.data}.jwk.json`)
}

/**
 * The key in `file`, or a new ES256 key that is then there. A file that exists is never written to. The private half
 * stays in it: it is made where it is used, and is not sent.
 */
export function keyIn(file: string): AgentKey {
  const existing = readKey(file)
  if (existing) return existing
  const { privateKey } = p256KeyPair()
  const privateJwk = privateKey.export({ format: 'jwk' })
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  try {
    writeFileSync(file, `${JSON.stringify({ ...privateJwk, alg: 'ES256', use: 'sig' }, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return keyIn(file) // made by another command since we looked
    throw new CliError(`the key cannot be kept in \`${file}\`: ${(error as Error).message}`)
  }
  return { file, privateJwk, publicJwk: publicHalf(privateJwk, file), isNew: true }
}

/** For a registration that was refused: a key that nothing uses should not lie about. */
export function dropNewKey(key: AgentKey): void {
  if (key.isNew) rmSync(key.file, { force: true })
}

export function readKey(file: string): AgentKey | null {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new CliError(`the key \`${file}\` cannot be read: ${(error as NodeJS.ErrnoException).code ?? ''}`)
  }
  try {
    const privateJwk = JSON.parse(text) as JsonWebKey
    return { file, privateJwk, publicJwk: publicHalf(privateJwk, file), isNew: false }
  } catch {
    throw new CliError(`\`${file}\` is not a key: an EC P-256 or Ed25519 key as a JWK is expected`)
  }
}

function publicHalf(jwk: JsonWebKey, file: string): JsonWebKey {
  const { kty, crv, x, y } = createPublicKey({ key: jwk, format: 'jwk' }).export({ format: 'jwk' })
  if (!x) throw new CliError(`\`${file}\` is not an EC P-256 or Ed25519 key`)
  return { kty, crv, x, ...(y ? { y } : {}) } as JsonWebKey
}
