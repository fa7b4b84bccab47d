import { createWriteStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { WrittenArchive } from '@/lib/identity/ledger'
import { indexOf, packInBlocks, writeIndex, type Block } from './blocks'
import { checkArchive, manifestOf } from './check-archive'

/** Nobody writes one file for so long. */
const DRAFT_LEFT_MS = 60 * 60_000

/** One that is not as it was written, or cannot be; in words for people. */
export class ArchiveFault extends Error {
  override name = 'ArchiveFault'
}

export type ArchivePiece = { folder: string; tenantId: string; part: string; positions: Float64Array; headSize: number; vkey: string; lines: AsyncGenerator<string, string>; /** Of one block. */ blockLines?: number | undefined }

/**
 * Writes entries to a file, with its manifest beside it, and reads both back. INVARIANT: what is returned was on the disk,
 * complete and verified, before anybody counts on it; a file that was begun has no name that one is looked for by. The
 * index of its blocks stands beside it: without that, an entry is found all the same, and later.
 *
 * @throws ArchiveFault
 */
export async function writeArchive({ folder, tenantId, part, positions, headSize, vkey, lines, blockLines }: ArchivePiece): Promise<WrittenArchive> {
  const file = join(tenantId, `${part}-${place(positions[0])}-${place(positions.at(-1))}-${headSize}.jsonl.gz`)
  const path = join(folder, file)
  const draft = `${path}.${process.pid}.part`
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await sweepDrafts(dirname(path))
  try {
    let manifest = ''
    const text = async function* () {
      for (;;) {
        const { value, done } = await lines.next()
        if (done) return void (manifest = value)
        yield value
      }
    }
    const blocks: Block[] = []
    await pipeline(Readable.from(packInBlocks(text(), positions, blocks, blockLines)), createWriteStream(draft, { mode: 0o600 }))
    await synced(draft)
    await writeSynced(`${draft}.index`, writeIndex(blocks))
    await writeSynced(`${draft}.manifest`, manifest)
    // These first: a file that has its name has its manifest, and its index.
    await rename(`${draft}.index`, indexOf(path))
    await rename(`${draft}.manifest`, manifestOf(path))
    await rename(draft, path)
    for (const name of [dirname(path), folder]) await synced(name)
  } finally {
    await Promise.all([draft, `${draft}.index`, `${draft}.manifest`].map((name) => rm(name, { force: true })))
  }
  const read = await checkArchive(path, [vkey])
  if (!read.ok) throw new ArchiveFault(`${file} was written and cannot be read back: ${read.problem}`)
  const same = read.positions.length === positions.length && read.positions.every((position, n) => position === positions[n])
  if (!same) throw new ArchiveFault(`${file} was written and holds other entries`)
  return { file, bytes: read.bytes, sha256: read.sha256, manifestSha256: read.manifestSha256, headSize }
}

/** What a process began that was killed. */
async function sweepDrafts(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!/\.\d+\.part(\.manifest|\.index)?$/.test(name)) continue
    const { mtimeMs } = await stat(join(folder, name)).catch(() => ({ mtimeMs: Date.now() }))
    if (Date.now() - mtimeMs > DRAFT_LEFT_MS) await rm(join(folder, name), { force: true })
  }
}

const place = (position: number | undefined): string => String(position ?? 0).padStart(12, '0')

async function writeSynced(path: string, text: string): Promise<void> {
  const handle = await open(path, 'w', 0o600)
  await handle.writeFile(text)
  await handle.sync()
  await handle.close()
}

async function synced(path: string): Promise<void> {
  const handle = await open(path, 'r')
  await handle.sync()
  await handle.close()
}
