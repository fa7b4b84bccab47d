import { z } from 'zod'
import { parseId } from '@/lib/kernel/ids'

/** A keyset cursor over (occurred_at, id), opaque to whoever carries it. */
const Cursor = z.tuple([z.iso.datetime(), z.string().refine((raw) => parseId(raw) !== null)])

export const encodeCursor = (at: Date, id: string): string => Buffer.from(JSON.stringify([at.toISOString(), id])).toString('base64url')

/** Null for anything that is not a cursor of ours: the list then starts at its beginning. */
export function decodeCursor(raw: string | undefined): { at: Date; id: string } | null {
  if (!raw) return null
  try {
    const [at, id] = Cursor.parse(JSON.parse(Buffer.from(raw, 'base64url').toString()))
    return { at: new Date(at), id }
  } catch {
    return null
  }
}
