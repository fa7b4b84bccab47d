import { createHash, type Hash } from 'node:crypto'
import { z } from 'zod'
import { OperatorError } from '@/lib/kernel/operator-error'

/**
 * A backup is one gzip stream of frames: one byte that says what it is, four bytes of length (big-endian), and so many
 * bytes. In this order:
 *
 *   H  header, JSON: what this is, of when, which migrations the database had, which key-encryption key sealed it
 *   T  begin of a table, JSON: its name and columns                          ┐
 *   D  rows in PostgreSQL's COPY text format, UTF-8, in pieces of any size   │ once a table
 *   E  end of a table, JSON: how many rows, and the SHA-256 of its D bytes   ┘
 *   Z  trailer, JSON: how many tables and rows, and the SHA-256 of all frames before it
 *
 * Nothing in it is in the clear that is sealed in the database; the key-encryption key is not in it.
 */
export const FORMAT = 'lanyard-backup'
export const FORMAT_VERSION = 1

export const FRAMES = ['H', 'T', 'D', 'E', 'Z'] as const
export type FrameKind = (typeof FRAMES)[number]
export type Frame = { kind: FrameKind; body: Buffer }

const HEAD_BYTES = 5
/** COPY hands over pieces of 64 KB; nothing that Lanyard writes comes near this. */
export const FRAME_BYTES_MAX = 64 * 1024 * 1024

const digest = z.string().regex(/^[0-9a-f]{64}$/)
const name = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/)
const count = z.number().int().nonnegative()

export const Header = z.object({
  format: z.literal(FORMAT),
  version: z.literal(FORMAT_VERSION),
  created_at: z.iso.datetime(),
  /** Of the database, in the order in which they were applied. */
  migrations: z.array(z.object({ name: z.string().max(255), checksum: digest })).min(1),
  /** Names the key-encryption key without telling anything about it; null where nothing was ever sealed. */
  key_encryption_key: z.string().max(100).nullable(),
  sequences: z.array(z.object({ name, last_value: z.string().regex(/^-?\d+$/), is_called: z.boolean() })),
})
export type Header = z.infer<typeof Header>

export const TableBegin = z.object({ table: name, columns: z.array(name).min(1) })
export type TableBegin = z.infer<typeof TableBegin>
export const TableEnd = z.object({ table: name, rows: count, sha256: digest })
export type TableEnd = z.infer<typeof TableEnd>
export const Trailer = z.object({ tables: count, rows: count, sha256: digest })
export type Trailer = z.infer<typeof Trailer>

export function frameOf(kind: FrameKind, body: Buffer | object): Buffer {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body))
  const head = Buffer.alloc(HEAD_BYTES)
  head.write(kind, 0, 'latin1')
  head.writeUInt32BE(bytes.length, 1)
  return Buffer.concat([head, bytes])
}

/** Takes the bytes as they come and gives back whole frames; hashes all of them but the trailer. */
export async function* framesOf(bytes: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Frame> {
  let rest: Buffer = Buffer.alloc(0)
  let ended = false
  for await (const piece of bytes) {
    rest = rest.length === 0 ? piece : Buffer.concat([rest, piece])
    for (;;) {
      if (rest.length < HEAD_BYTES) break
      const kind = rest.toString('latin1', 0, 1) as FrameKind
      const length = rest.readUInt32BE(1)
      if (!FRAMES.includes(kind) || length > FRAME_BYTES_MAX) throw damaged('there is something in it that no backup has')
      if (rest.length < HEAD_BYTES + length) break
      if (ended) throw damaged('something follows its end')
      ended = kind === 'Z'
      if (!ended) hash.update(rest.subarray(0, HEAD_BYTES + length))
      yield { kind, body: rest.subarray(HEAD_BYTES, HEAD_BYTES + length) }
      rest = rest.subarray(HEAD_BYTES + length)
    }
  }
  if (rest.length > 0) throw damaged('it ends in the middle')
}

export function parsed<T>(schema: z.ZodType<T>, body: Buffer, what: string): T {
  try {
    return schema.parse(JSON.parse(body.toString('utf8')))
  } catch {
    throw damaged(`its ${what} is not one`)
  }
}

export const newHash = (): Hash => createHash('sha256')
export const damaged = (how: string): OperatorError => new OperatorError(`the backup is damaged: ${how}; nothing was changed`)
