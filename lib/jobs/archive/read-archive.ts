import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createGunzip } from 'node:zlib'
import { readLines, readPositions } from '@/lib/evidence'
import type { ReadArchive } from '@/lib/identity/ledger'
import { manifestOf } from './check-archive'

/** Reads entries from the files of archives below `folder`. Whoever asks holds each against its leaf. */
export function archiveReader(folder: string): ReadArchive {
  return async (file, wanted) => {
    const path = join(folder, file)
    const positions = readPositions(await readFile(manifestOf(path), 'utf8').catch(() => ''))
    if (!positions) return null
    const placeOf = new Map(wanted.map((position) => [positions.indexOf(position), position]))
    const found = new Map<number, string>()
    const packed = createReadStream(path)
    const text = createGunzip()
    packed.once('error', (error) => text.destroy(error))
    let number = 0
    try {
      for await (const lines of readLines(packed.pipe(text)).lines) {
        for (const line of lines) {
          const position = placeOf.get(number++)
          if (position !== undefined) found.set(position, line.toString())
        }
        if (found.size === wanted.length) break
      }
    } catch {
      return null // not there, cut off, or no such file
    } finally {
      packed.destroy()
    }
    const entries = wanted.map((position) => found.get(position)).filter((entry) => entry !== undefined)
    return entries.length === wanted.length ? entries : null
  }
}
