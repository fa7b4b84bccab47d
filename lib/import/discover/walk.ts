import { constants } from 'node:fs'
import { lstat, open, opendir, realpath, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { FILE_BYTES_MAX } from './file'

/** What a scan reads at most; where it stops, it says so, and nothing is taken for gone. */
export const WALK_MAX = { files: 20_000, entries: 200_000, depth: 24, bytes: 512 * 1024 * 1024 } as const
const AT_ONCE = 8
/** Others' code and what was built: what is in it is described where it comes from. */
const LEFT_OUT: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', 'node_modules', '.venv', 'venv', '__pycache__', '.next', '.terraform', '.cache'])

export type Walked =
  | { kind: 'file'; path: string; text: string; writtenAt: Date }
  | { kind: 'skipped'; path: string; reason: string }
  | { kind: 'unread'; path: string; reason: string }
  /** Not everything below the folder was seen. */
  | { kind: 'cut'; reason: string }

/**
 * Every file below a folder that `wanted` says is worth reading, in the order of their names. No symbolic link is followed and
 * nothing special is opened; a file that is changed for a link while it is opened is found out and left.
 */
export async function* walk(root: string, wanted: (path: string) => boolean): AsyncGenerator<Walked> {
  const top = await realpath(root)
  const one = await lstat(top)
  if (one.isFile()) return yield await readOne(top, top.slice(top.lastIndexOf(sep) + 1), top)
  const count = { files: 0, entries: 0, bytes: 0 }
  const folders: { path: string; depth: number }[] = [{ path: top, depth: 0 }]
  for (let folder = folders.pop(); folder; folder = folders.pop()) {
    const names = await namesIn(folder.path)
    const shown = relative(top, folder.path) || '.'
    if (names === null) {
      yield { kind: 'unread', path: shown, reason: 'the folder may not be read' }
      continue
    }
    const below: { path: string; depth: number }[] = []
    const files: { path: string; place: string }[] = []
    for (const { name, type } of names) {
      if (++count.entries > WALK_MAX.entries) return yield { kind: 'cut', reason: `there is more than ${WALK_MAX.entries} entries: the rest was not looked at` }
      const path = join(folder.path, name)
      const place = relative(top, path)
      if (type === 'link') yield { kind: 'skipped', path: place, reason: 'A symbolic link: not followed' }
      else if (type === 'other') yield { kind: 'skipped', path: place, reason: 'A socket, pipe or device: not opened' }
      else if (type === 'folder' && LEFT_OUT.has(name)) yield { kind: 'skipped', path: place, reason: 'A folder of others’ code or of what was built' }
      else if (type === 'folder' && folder.depth >= WALK_MAX.depth) yield { kind: 'cut', reason: `folders deeper than ${WALK_MAX.depth} levels were not looked at` }
      else if (type === 'folder') below.push({ path, depth: folder.depth + 1 })
      else if (!wanted(place)) yield { kind: 'skipped', path: place, reason: 'A kind of file in which agents are not described' }
      else if (++count.files > WALK_MAX.files) {
        yield* reading(top, files, count)
        return yield { kind: 'cut', reason: `there are more than ${WALK_MAX.files} files: the rest was not read` }
      } else files.push({ path, place })
    }
    yield* reading(top, files, count)
    if (count.bytes > WALK_MAX.bytes) return yield { kind: 'cut', reason: `there is more than ${WALK_MAX.bytes / 1024 / 1024} MiB: the rest was not read` }
    folders.push(...below.reverse())
  }
}

/** Some at a time, told in order: disks answer slowly, and one after the other. */
async function* reading(top: string, files: readonly { path: string; place: string }[], count: { bytes: number }): AsyncGenerator<Walked> {
  for (let from = 0; from < files.length && count.bytes <= WALK_MAX.bytes; from += AT_ONCE)
    for (const read of await Promise.all(files.slice(from, from + AT_ONCE).map(({ path, place }) => readOne(top, place, path)))) {
      if (read.kind === 'file') count.bytes += read.text.length
      yield read
    }
}

type Entry = { name: string; type: 'file' | 'folder' | 'link' | 'other' }

async function namesIn(folder: string): Promise<Entry[] | null> {
  try {
    const names: Entry[] = []
    for await (const entry of await opendir(folder)) {
      if (names.length > WALK_MAX.entries) break
      names.push({ name: entry.name, type: entry.isSymbolicLink() ? 'link' : entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : 'other' })
    }
    return names.sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch {
    return null
  }
}

async function readOne(top: string, place: string, path: string): Promise<Walked> {
  // Without waiting (a pipe would keep us), and not through a link.
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch((thrown: NodeJS.ErrnoException) => thrown.code ?? 'cannot be opened')
  if (typeof handle === 'string') return { kind: 'unread', path: place, reason: handle === 'EACCES' || handle === 'EPERM' ? 'the file may not be read' : handle === 'ELOOP' ? 'is a symbolic link: not followed' : 'the file cannot be opened' }
  try {
    const opened = await handle.stat()
    if (!opened.isFile()) return { kind: 'skipped', path: place, reason: 'A socket, pipe or device: not opened' }
    // A folder above it may have become a link since: what was opened must be what stands at this very place.
    const real = await realpath(path)
    const there = await stat(real)
    const inside = real === top || real.startsWith(top.endsWith(sep) ? top : top + sep)
    if (!inside || there.ino !== opened.ino || there.dev !== opened.dev) return { kind: 'unread', path: place, reason: 'leads out of the folder: not read' }
    if (opened.size > FILE_BYTES_MAX) return { kind: 'unread', path: place, reason: 'is larger than 1 MiB' }
    const buffer = Buffer.alloc(Math.min(opened.size, FILE_BYTES_MAX))
    let length = 0
    while (length < buffer.length) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length)
      if (bytesRead === 0) break
      length += bytesRead
    }
    return { kind: 'file', path: place, text: buffer.subarray(0, length).toString('utf8'), writtenAt: opened.mtime }
  } catch {
    return { kind: 'unread', path: place, reason: 'went away or changed while it was read' }
  } finally {
    await handle.close()
  }
}
