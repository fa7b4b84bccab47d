import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto'

/** Ed25519 in a signed note (C2SP signed-note). */
const ED25519 = 0x01
/** Ed25519 of a cosignature with its time (C2SP tlog-cosignature). */
export const COSIGNATURE = 0x04
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
  const { keyId, key, vkey } = signingKey(name, seed, ED25519)
  return {
    name,
    vkey,
    sign: (text) => `${text}\n${signatureLine(name, Buffer.concat([keyId, sign(null, Buffer.from(text), key)]))}`,
  }
}

export const signatureLine = (name: string, bytes: Buffer): string => `— ${name} ${bytes.toString('base64')}\n`

/** @param type what is signed with it; a key of one type verifies nothing of another */
export function signingKey(name: string, seed: Uint8Array, type: number): { keyId: Buffer; key: KeyObject; vkey: string } {
  if (!isName(name)) throw new RangeError(`\`${name}\` is no name for a note's key`)
  if (seed.length !== SEED_BYTES) throw new RangeError('an Ed25519 seed has 32 bytes')
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })
  const raw = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(SPKI.length)
  const keyId = keyIdOf(name, type, raw)
  return { keyId, key, vkey: `${name}+${keyId.toString('hex')}+${Buffer.concat([Buffer.of(type), raw]).toString('base64')}` }
}

/** Reads `name+hash+key`; null when it is not one of Ed25519, or its hash is not that of its key. */
export const readVerifier = (vkey: string): NoteVerifier | null => readKey(vkey, ED25519)

export function readKey(vkey: string, type: number): NoteVerifier | null {
  const [, name, hash, encoded] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(vkey.trim()) ?? []
  if (!name || !hash || !encoded) return null
  const bytes = Buffer.from(encoded, 'base64')
  if (bytes.length !== 1 + PUBLIC_KEY_BYTES || bytes[0] !== type || bytes.toString('base64') !== encoded) return null
  const raw = bytes.subarray(1)
  const keyId = keyIdOf(name, type, raw)
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
  const signed = signaturesOf(parts.signatures, verifier).some((bytes) => verify(null, Buffer.from(parts.text), verifier.key, bytes))
  return signed ? parts.text : null
}

/** What stands behind the key's id, of the signatures that say they are this key's. None of them is checked. */
export const signaturesOf = (signatures: readonly NoteSignature[], { name, keyId }: NoteVerifier): Buffer[] =>
  signatures.flatMap((one) => (one.name === name && one.bytes.subarray(0, KEY_ID_BYTES).equals(keyId) ? [one.bytes.subarray(KEY_ID_BYTES)] : []))

export type NoteSignature = { name: string; bytes: Buffer }

/** A note's text (with its last newline) and its signature lines, none of them checked; null when it has no such form. */
export function splitNote(note: string): { text: string; signatures: NoteSignature[] } | null {
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

function keyIdOf(name: string, type: number, raw: Uint8Array): Buffer {
  return createHash('sha256').update(`${name}\n`).update(Buffer.of(type)).update(raw).digest().subarray(0, KEY_ID_BYTES)
}
