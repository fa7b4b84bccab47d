import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * One digest over the content of files and folders: what was made from them is current while it stays the same.
 * A path that does not exist counts as empty.
 *
 * @param {string} root
 * @param {readonly string[]} paths relative to `root`
 * @param {(path: string) => boolean} [counts] leaves files out, by their relative path
 */
export function digestOf(root, paths, counts = () => true) {
  const hash = createHash('sha256').update(`${process.version} ${process.platform} ${process.arch}`)
  for (const path of paths.flatMap((given) => filesBelow(root, given)).filter(counts)) {
    hash.update(`\0${path}\0`).update(readFileSync(join(root, path)))
  }
  return hash.digest('hex')
}

/** @returns {string[]} */
function filesBelow(root, path) {
  const absolute = join(root, path)
  if (!existsSync(absolute)) return []
  if (!statSync(absolute).isDirectory()) return [path]
  return readdirSync(absolute)
    .sort()
    .flatMap((name) => filesBelow(root, `${path}/${name}`))
}

/** What a stamp file says, or null. */
export function stampIn(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}
