import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { faultInWords, verifyExport } from '@/lib/evidence'

export type ArchiveCheck =
  | { ok: true; bytes: number; sha256: string; manifestSha256: string; positions: Float64Array }
  | { ok: false; problem: string }

export const manifestOf = (path: string): string => `${path}.manifest.json`

/** Null: not there, or not to be read. */
export async function digestOf(path: string): Promise<string | null> {
  const hash = createHash('sha256')
  return pipeline(createReadStream(path), hash).then(() => hash.digest('hex'), () => null)
}

/** Reads a file of archived entries whole: whether it is, line by line, what the log's key signed for, and in the log. */
export async function checkArchive(path: string, trusted: readonly string[]): Promise<ArchiveCheck> {
  try {
    const manifest = await readFile(manifestOf(path), 'utf8')
    const hash = createHash('sha256')
    let bytes = 0
    const packed = createReadStream(path, { highWaterMark: 1 << 18 })
    packed.on('data', (chunk) => {
      hash.update(chunk)
      bytes += chunk.length
    })
    const gunzip = createGunzip()
    packed.once('error', (error) => gunzip.destroy(error))
    const check = await verifyExport(packed.pipe(gunzip), manifest, trusted)
    if (!check.ok) return { ok: false, problem: faultInWords(check.fault) }
    return { ok: true, bytes, sha256: hash.digest('hex'), manifestSha256: createHash('sha256').update(manifest).digest('hex'), positions: check.value.opened.positions }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return { ok: false, problem: code === 'ENOENT' ? 'the file, or its manifest, is not there' : `it cannot be read (${code ?? 'unknown'})` }
  }
}
