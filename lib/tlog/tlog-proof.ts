import { HASH_BYTES } from './hash'

/** Proof that an entry is in a log, to be checked without the log (C2SP tlog-proof). */
export type TlogProof = { index: number; hashes: Buffer[]; checkpoint: string }

const HEADER = 'c2sp.org/tlog-proof@v1'
/** A tree of 2^63 entries has no longer path. */
const HASHES_MAX = 63

export function writeTlogProof({ index, hashes, checkpoint }: TlogProof): string {
  return [HEADER, `index ${index}`, ...hashes.map((hash) => hash.toString('base64')), '', checkpoint].join('\n')
}

/** Null when the text is no such proof. An `extra` line is allowed and passed over: nothing here signs it. */
export function readTlogProof(text: string): TlogProof | null {
  const at = text.indexOf('\n\n')
  if (at < 0) return null
  const [header, ...lines] = text.slice(0, at).split('\n')
  if (header !== HEADER) return null
  if (lines[0]?.startsWith('extra ')) lines.shift()
  const index = /^index (0|[1-9][0-9]{0,15})$/.exec(lines.shift() ?? '')?.[1]
  if (index === undefined || lines.length > HASHES_MAX) return null
  const hashes = lines.map((line) => Buffer.from(line, 'base64'))
  if (hashes.some((hash, n) => hash.length !== HASH_BYTES || hash.toString('base64') !== lines[n])) return null
  return { index: Number(index), hashes, checkpoint: text.slice(at + 2) }
}
