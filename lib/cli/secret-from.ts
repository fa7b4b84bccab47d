import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { CliError } from './context'

const BYTES_MAX = 16 * 1024

/** A secret out of a file, or from standard input for `-`: on the command line everybody on the machine could read it. */
export async function secretFrom(file: string): Promise<string> {
  const source: Readable = file === '-' ? process.stdin : createReadStream(file)
  const parts: Buffer[] = []
  let bytes = 0
  try {
    for await (const part of source) {
      bytes += (part as Buffer).length
      if (bytes > BYTES_MAX) throw new CliError(`${named(file)} holds more than ${BYTES_MAX / 1024} KiB: that is no secret`)
      parts.push(part as Buffer)
    }
  } catch (error) {
    if (error instanceof CliError) throw error
    throw new CliError(`${named(file)} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`)
  }
  const secret = Buffer.concat(parts).toString('utf8').trim()
  if (secret === '') throw new CliError(`${named(file)} is empty`)
  return secret
}

const named = (file: string): string => (file === '-' ? 'standard input' : file)
