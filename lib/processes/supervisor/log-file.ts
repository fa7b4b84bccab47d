import { closeSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

const BYTES_MAX = 10 * 1024 * 1024

/** Appends to `file`, for its owner's eyes only. When it is full it becomes `file.1`, in place of the last one. */
export function logFile(file: string): (text: string | Buffer) => void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  let descriptor = openSync(file, 'a', 0o600)
  let size = statSync(file).size
  return (text) => {
    size += writeSync(descriptor, typeof text === 'string' ? Buffer.from(text) : text)
    if (size < BYTES_MAX) return
    closeSync(descriptor)
    renameSync(file, `${file}.1`)
    descriptor = openSync(file, 'a', 0o600)
    size = 0
  }
}
