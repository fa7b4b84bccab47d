import { HASH_BYTES } from './hash'
import { openNote, splitNote, type NoteSigner, type NoteVerifier } from './note'

/** The head of a log at one size (C2SP tlog-checkpoint). */
export type Checkpoint = { origin: string; size: number; root: Buffer }

export function signCheckpoint({ origin, size, root }: Checkpoint, signer: NoteSigner): string {
  return signer.sign(`${origin}\n${size}\n${root.toString('base64')}\n`)
}

/** A checkpoint that `verifier` has signed; null when it has not, or when it is no checkpoint. */
export function openCheckpoint(note: string, verifier: NoteVerifier): Checkpoint | null {
  const text = openNote(note, verifier)
  return text === null ? null : readCheckpoint(text)
}

/** What a signed checkpoint says, whoever signed it: for reading only, never for trusting. */
export function peekCheckpoint(note: string): Checkpoint | null {
  const parts = splitNote(note)
  return parts && readCheckpoint(parts.text)
}

function readCheckpoint(text: string): Checkpoint | null {
  const [origin, size, encoded] = text.split('\n')
  if (!origin || !size || !encoded || !/^(0|[1-9][0-9]{0,15})$/.test(size)) return null
  const root = Buffer.from(encoded, 'base64')
  if (root.length !== HASH_BYTES || root.toString('base64') !== encoded) return null
  return { origin, size: Number(size), root }
}
