import { createHash } from 'node:crypto'
import { z } from 'zod'
import { canonicalJson } from '@/lib/kernel/canonical-json'
import { openNote, readVerifier, type NoteSigner, type NoteVerifier } from '@/lib/tlog'

const Signed = z.strictObject({ manifest: z.record(z.string(), z.unknown()), signature: z.string() })
type About = { kind: string; origin: string; vkey: string }
export type ManifestFault = { code: 'not_a_manifest' } | { code: 'unknown_key'; vkey: string; origin: string } | { code: 'not_signed' }

/** Line feeds separate the three; no checkpoint reads so, whose second line is a number. */
const noteText = (kind: string, origin: string, body: string): string => `${kind}\n${origin}\n${createHash('sha256').update(body).digest('base64')}\n`

/** A manifest as a file: its canonical JSON (RFC 8785), and a note over the digest of it (C2SP signed-note). */
export function writeSigned(manifest: About, signer: NoteSigner): string {
  const body = canonicalJson(manifest)
  return `{"manifest":${body},"signature":${JSON.stringify(signer.sign(noteText(manifest.kind, manifest.origin, body)))}}\n`
}

/** A manifest of this shape that one of the trusted keys has signed. Nothing of an unsigned one is used. */
export function openSigned<T extends About>(text: string, shape: z.ZodType<T>, trusted: readonly string[]): { ok: true; value: { manifest: T; verifier: NoteVerifier } } | { ok: false; fault: ManifestFault } {
  const fault = (of: ManifestFault) => ({ ok: false as const, fault: of })
  const signed = Signed.safeParse(parsed(text))
  const manifest = signed.success ? shape.safeParse(signed.data.manifest) : null
  if (!signed.success || !manifest?.success) return fault({ code: 'not_a_manifest' })
  const { kind, origin, vkey } = manifest.data
  const keys = trusted.flatMap((key) => readVerifier(key) ?? []).filter(({ name }) => name === origin)
  if (keys.length === 0) return fault({ code: 'unknown_key', vkey, origin })
  const expected = noteText(kind, origin, canonicalJson(signed.data.manifest))
  const verifier = keys.find((key) => openNote(signed.data.signature, key) === expected)
  return verifier ? { ok: true, value: { manifest: manifest.data, verifier } } : fault({ code: 'not_signed' })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
