import { sign, verify } from 'node:crypto'
import { COSIGNATURE, readKey, signatureLine, signaturesOf, signingKey, splitNote, type NoteVerifier } from './note'

const TIME_BYTES = 8

/** Who says of checkpoints of others that each continues the one before (C2SP tlog-cosignature, Ed25519). */
export type Cosigner = {
  name: string
  vkey: string
  /** The line that goes below the checkpoint's own signatures. `seconds` since 1970. */
  cosign(note: string, seconds: number): string
}
/** A cosigner as whoever checks has it; its key opens no note that it signed itself. */
export type CosignatureVerifier = NoteVerifier & { readonly type: typeof COSIGNATURE }
export type Cosignature = { line: string; seconds: number }

/** @param seed 32 secret bytes of this cosigner alone: what is signed does not name it */
export function cosigner(name: string, seed: Uint8Array): Cosigner {
  const { keyId, key, vkey } = signingKey(name, seed, COSIGNATURE)
  return {
    name,
    vkey,
    cosign(note, seconds) {
      const parts = splitNote(note)
      if (!parts || !Number.isSafeInteger(seconds) || seconds < 0) throw new RangeError('only a checkpoint is cosigned, at a time')
      const time = Buffer.alloc(TIME_BYTES)
      time.writeBigUInt64BE(BigInt(seconds))
      return signatureLine(name, Buffer.concat([keyId, time, sign(null, messageOf(parts.text, BigInt(seconds)), key)]))
    },
  }
}

/** Reads a cosigner's `name+hash+key`; null when it is not one of Ed25519 cosignatures. */
export function readCosigner(vkey: string): CosignatureVerifier | null {
  const key = readKey(vkey, COSIGNATURE)
  return key && { ...key, type: COSIGNATURE }
}

/** The newest cosignature of this cosigner below a checkpoint; null when there is none that is valid. */
export function findCosignature(note: string, verifier: CosignatureVerifier): Cosignature | null {
  const parts = splitNote(note)
  if (!parts) return null
  const found = signaturesOf(parts.signatures, verifier).flatMap((bytes) => {
    if (bytes.length <= TIME_BYTES) return []
    const seconds = bytes.readBigUInt64BE()
    if (seconds > BigInt(Number.MAX_SAFE_INTEGER) || !verify(null, messageOf(parts.text, seconds), verifier.key, bytes.subarray(TIME_BYTES))) return []
    return [{ line: signatureLine(verifier.name, Buffer.concat([verifier.keyId, bytes])), seconds: Number(seconds) }]
  })
  return found.reduce<Cosignature | null>((newest, one) => (newest && newest.seconds >= one.seconds ? newest : one), null)
}

const messageOf = (text: string, seconds: bigint): Buffer => Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`)
