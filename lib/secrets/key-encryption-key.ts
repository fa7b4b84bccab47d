import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { open, link, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { OperatorError } from '@/lib/kernel/operator-error'
import { derive } from './derive'

declare const brand: unique symbol
/** 32 random bytes under which every private key and brokered secret is sealed. Losing it loses them. */
export type KeyEncryptionKey = Buffer & { readonly [brand]: 'key-encryption-key' }

const BYTES = 32

/** Names a key without telling anything about it, so that a database can say which one it was sealed with. */
export function fingerprintOf(kek: KeyEncryptionKey): string {
  return derive(kek, 'fingerprint').subarray(0, 12).toString('base64url')
}

/**
 * The key from the environment, or from `kek` in LANYARD_HOME, which is made at the first start.
 *
 * INVARIANT: a key is made only where nothing was ever sealed; a missing or another key stops the start.
 *
 * @param given what the environment says, or null
 * @param sealedWith fingerprint of the key that the database was sealed with; null for a database without sealed rows
 */
export async function keyEncryptionKey(home: string, given: Buffer | null, sealedWith: string | null): Promise<KeyEncryptionKey> {
  const file = join(home, 'kek')
  const kek = given ? checked(given, 'LANYARD_KEY_ENCRYPTION_KEY') : existsSync(file) ? fromFile(file) : null
  if (!kek && sealedWith)
    throw new OperatorError(`the key-encryption key \`${file}\` is missing, and the database holds what it sealed: put it back`)
  if (kek && sealedWith && fingerprintOf(kek) !== sealedWith)
    throw new OperatorError(
      `${given ? 'LANYARD_KEY_ENCRYPTION_KEY' : `\`${file}\``} is not the key-encryption key that this database was sealed with`,
    )
  return kek ?? (await create(file))
}

/** For a process that only ever uses the key: there must be one. */
export function loadKeyEncryptionKey(home: string, given: Buffer | null): KeyEncryptionKey {
  if (given) return checked(given, 'LANYARD_KEY_ENCRYPTION_KEY')
  const file = join(home, 'kek')
  if (!existsSync(file)) throw new OperatorError(`there is no key-encryption key: set LANYARD_KEY_ENCRYPTION_KEY, or put it into \`${file}\``)
  return fromFile(file)
}

function fromFile(file: string): KeyEncryptionKey {
  const othersMay = statSync(file).mode & 0o077
  if (othersMay && process.platform !== 'win32')
    throw new OperatorError(`other users may open the key-encryption key: chmod 600 \`${file}\``)
  return checked(Buffer.from(readFileSync(file, 'utf8').trim(), 'base64url'), `\`${file}\``)
}

function checked(bytes: Buffer, where: string): KeyEncryptionKey {
  if (bytes.length !== BYTES) throw new OperatorError(`${where} holds ${bytes.length} bytes, and a key-encryption key has ${BYTES}`)
  return bytes as KeyEncryptionKey
}

/** On disk whole or not at all, before anything is sealed with it. Of two first starts at once, both get the first one's. */
async function create(file: string): Promise<KeyEncryptionKey> {
  const draft = `${file}.${randomUUID()}`
  const handle = await open(draft, 'wx', 0o600)
  try {
    await handle.writeFile(`${randomBytes(BYTES).toString('base64url')}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(draft)
  return fromFile(file)
}
