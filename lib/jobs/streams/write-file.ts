import { constants } from 'node:fs'
import { mkdir, open, readdir, realpath, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import type { StreamLine } from '@/lib/identity/ledger'
import type { Destination } from '@/lib/identity/streams/contract'
import { notSent, type Sent } from './sent'

const MEBIBYTE = 1024 * 1024
const APPEND = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW
type File = Extract<Destination, { kind: 'file' }>

/**
 * Appends lines to a file below the operator's folder, and has them on the disk before they count. What a crash left of
 * a line is ended there and then: whoever follows the file has read it, and the entry comes once more, whole.
 */
export async function writeFile(folder: string | null, { path, rotate_mb: rotateMb, keep }: File, lines: readonly StreamLine[]): Promise<Sent> {
  if (folder === null) return notSent('LANYARD_STREAM_FOLDER is not set for the worker')
  try {
    const file = await placeOf(folder, path)
    if (file === null) return notSent('it leads out of the folder for streams', true)
    const text = lines.map((line) => `${line.text}\n`).join('')
    const handle = await open(file, APPEND, 0o640)
    const { size } = await handle.stat().catch(async (error: unknown) => (await handle.close(), Promise.reject(error)))
    if (size > 0 && size + Buffer.byteLength(text) > rotateMb * MEBIBYTE) {
      await handle.close()
      await putAside(file, lines[0]?.position ?? 0, keep)
      return await append(file, text)
    }
    await handle.close()
    return await append(file, text)
  } catch (error) {
    return notSent(`the file cannot be written: ${error instanceof Error && 'code' in error ? String(error.code) : 'unknown'}`)
  }
}

/** INVARIANT: it lies in the folder wherever links of the folders on the way lead; null: it would not. */
async function placeOf(folder: string, path: string): Promise<string | null> {
  const root = await realpath(folder)
  const parent = join(root, dirname(path))
  if (parent !== root && !parent.startsWith(root + sep)) return null
  await mkdir(parent, { recursive: true, mode: 0o750 })
  return (await realpath(parent)) === parent ? join(parent, basename(path)) : null
}

async function append(file: string, text: string): Promise<Sent> {
  const handle = await open(file, APPEND, 0o640)
  try {
    const { size } = await handle.stat()
    const end = size === 0 ? '\n' : (await handle.read(Buffer.alloc(1), 0, 1, size - 1)).buffer.toString()
    await handle.appendFile(end === '\n' ? text : `\n${text}`)
    await handle.datasync()
    return { ok: true }
  } finally {
    await handle.close()
  }
}

/** Under the first place that is not in it any more, with zeros before it so that names sort as the log does. */
async function putAside(file: string, position: number, keep: number): Promise<void> {
  await rename(file, `${file}.${String(position).padStart(15, '0')}`)
  const name = basename(file)
  const aside = (await readdir(dirname(file))).filter((one) => one.startsWith(`${name}.`) && /^\d{15}$/.test(one.slice(name.length + 1))).sort()
  for (const old of aside.slice(0, -keep)) await rm(join(dirname(file), old))
}
