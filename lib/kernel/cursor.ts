import { z } from 'zod'

const Parts = z.array(z.string().max(300).nullable()).max(4)

/** A place in a keyset-ordered list, opaque to whoever carries it. It is no secret and grants nothing. */
export function encodeCursor(parts: readonly (string | null)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

/** Null for anything that is not a cursor of ours with that many parts. */
export function decodeCursor(raw: string, count: number): (string | null)[] | null {
  try {
    const parts = Parts.parse(JSON.parse(Buffer.from(raw, 'base64url').toString()))
    return parts.length === count ? parts : null
  } catch {
    return null
  }
}
