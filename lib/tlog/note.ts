import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto'

/** Ed25519 in a signed note (C2SP signed-note). */
const ED25519 = 0x01
const KEY_ID_BYTES = 4
const PUBLIC_KEY_BYTES = 32
const SEED_BYTES = 32
/** RFC 8410: what stands before the raw key in PKCS #8 and in SubjectPublicKeyInfo. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')
const SPKI = Buffer.from('302a300506032b6570032100', 'hex')

/** Who may sign a note, as it is given to those who check: `name+hash+key` (C2SP signed-note). */
export type NoteVerifier = { name: string; keyId: Buffer; key: KeyObject }
export type NoteSigner = { name: string; vkey: string; sign(text: string): string }

/** @param seed 32 secret bytes, the Ed25519 private key of RFC 8032 */
export function noteSigner(name: string, seed: Uint8Array): NoteSigner {
  if (!isName(name)) throw new RangeError(`\`${name}\` is no name for a note's key`)
  if (seed.length !== SEED_BYTES) throw new RangeError('an Ed25519 seed has 32 bytes')
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })
  const raw = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(SPKI.length)
  const keyId = keyIdOf(name, raw)
  return {
    name,
    vkey: `${name}+${keyId.toString('hex')}+${Buffer.concat([Buffer.of(ED25519), raw]).toString('base64')}`,
    sign: (text) => `${text}\n— ${name} ${Buffer.concat([keyId, sign(null, Buffer.from(text), key)]).toString('base64')}\n`,
  }
}

/** Reads `name+hash+key`; null when it is not one of Ed25519, or its hash is not that of its key. */
export function readVerifier(vkey: string): NoteVerifier | null {
  const [, name, hash, encoded] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(vkey.trim()) ?? []
  if (!name || !hash || !encoded) return null
  const bytes = Buffer.from(encoded, 'base64')
  if (bytes.length !== 1 + PUBLIC_KEY_BYTES || bytes[0] !== ED25519) return null
  const raw = bytes.subarray(1)
  const keyId = keyIdOf(name, raw)
  if (keyId.toString('hex') !== hash) return null
  return { name, keyId, key: createPublicKey({ key: Buffer.concat([SPKI, raw]), format: 'der', type: 'spki' }) }
}

/**
 * The text of a note that `verifier` has signed; null when it has not, or when the note has no such form.
 * Signatures of others are passed over, as C2SP signed-note demands.
 */
export function openNote(note: string, verifier: NoteVerifier): string | null {
  const parts = splitNote(note)
  if (!parts) return null
  const signed = parts.signatures.some(({ name, bytes }) => {
    if (name !== verifier.name || !bytes.subarray(0, KEY_ID_BYTES).equals(verifier.keyId)) return false
    return verify(null, Buffer.from(parts.text), verifier.key, bytes.subarray(KEY_ID_BYTES))
  })
  return signed ? parts.text : null
}

/** A note's text (with its last newline) and its signature lines, none of them checked; null when it has no such form. */
export function splitNote(note: string): { text: string; signatures: { name: string; bytes: Buffer }[] } | null {
  const at = note.lastIndexOf('\n\n')
  if (at < 0 || !note.endsWith('\n')) return null
  const lines = note.slice(at + 2, -1).split('\n')
  const signatures = lines.map((line) => /^— (\S+) ([A-Za-z0-9+/]+=*)$/.exec(line))
  if (signatures.some((found) => !found)) return null
  return {
    text: note.slice(0, at + 1),
    signatures: signatures.map((found) => ({ name: found?.[1] as string, bytes: Buffer.from(found?.[2] as string, 'base64') })),
  }
}

const isName = (name: string): boolean => /^[^+\s]+$/.test(name)

function keyIdOf(name: string, raw: Uint8Array): Buffer {
  return createHash('sha256').update(`${name}\n`).update(Buffer.of(ED25519)).update(raw).digest().subarray(0, KEY_ID_BYTES)
}
