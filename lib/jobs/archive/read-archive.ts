import { createReadStream } from 'node:fs'
import { open, readFile, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createGunzip, gunzip } from 'node:zlib'
import { LINE_BYTES_MAX, readLines } from '@/lib/evidence'
import type { ReadArchive } from '@/lib/identity/ledger'
import { leafHash } from '@/lib/tlog'
import { BLOCK_TEXT_MAX, blockOf, indexOf, readIndex } from './blocks'

const unpack = promisify(gunzip)
/** Bytes of UTF-8 for one unit of the text that a block is bounded by, and the line that went beyond it. */
const UNPACKED_MAX = 3 * BLOCK_TEXT_MAX + LINE_BYTES_MAX

/**
 * Reads entries from the files of archives below `folder`, each known by its leaf: by the index that was kept beside the
 * file, a block is unpacked for an entry. Where there is none, or it leads elsewhere, the file is read from its beginning.
 */
export function archiveReader(folder: string): ReadArchive {
  return async (file, wanted) => {
    const path = join(folder, file)
    const found = await lookUp(path, wanted)
    const missing = new Map([...wanted].filter(([position]) => !found.has(position)))
    return missing.size === 0 ? found : new Map([...found, ...(await scan(path, missing))])
  }
}

/** By place: entries whose leaves are these. */
type Wanted = ReadonlyMap<number, Buffer>
type Found = Map<number, string>

async function lookUp(path: string, wanted: Wanted): Promise<Found> {
  const found: Found = new Map()
  const blocks = readIndex(await readFile(indexOf(path), 'utf8').catch(() => ''))
  if (!blocks) return found
  const take = taker(wanted, found)
  let file: FileHandle | null = null
  try {
    file = await open(path)
    for (const block of new Set([...wanted.keys()].map((position) => blockOf(blocks, position)))) {
      if (!block) continue
      const [offset, length] = block
      if (length > UNPACKED_MAX) continue
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset)
      const text = await unpack(buffer.subarray(0, bytesRead), { maxOutputLength: UNPACKED_MAX })
      for (let start = 0; start < text.length; ) {
        const end = text.indexOf(10, start)
        take(text.subarray(start, end < 0 ? text.length : end))
        start = end < 0 ? text.length : end + 1
      }
    }
  } catch {
    // not there, cut off, or another file than the index is of: it is read from its beginning
  } finally {
    await file?.close()
  }
  return found
}

async function scan(path: string, wanted: Wanted): Promise<Found> {
  const found: Found = new Map()
  const take = taker(wanted, found)
  const packed = createReadStream(path)
  const text = createGunzip()
  packed.once('error', (error) => text.destroy(error))
  try {
    for await (const lines of readLines(packed.pipe(text)).lines) {
      lines.forEach(take)
      if (found.size === wanted.size) break
    }
  } catch {
    // not there, cut off, or no such file: what was found before is good
  } finally {
    packed.destroy()
    text.destroy()
  }
  return found
}

/** Keeps the lines whose leaves are asked for. */
function taker(wanted: Wanted, found: Found): (line: Buffer) => void {
  const positionOf = new Map([...wanted].map(([position, leaf]) => [leaf.toString('latin1'), position]))
  return (line) => {
    const position = positionOf.get(leafHash(line).toString('latin1'))
    if (position !== undefined) found.set(position, line.toString())
  }
}
