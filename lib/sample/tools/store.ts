import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Small JSON files below `sample/data` of the folder that tool servers work in; several servers may have one open. */
export function store<T>(name: string, first: T): { read: () => T; write: (value: T) => void } {
  const folder = join(process.cwd(), 'sample', 'data')
  const file = join(folder, `${name}.json`)
  const write = (value: T) => {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const draft = `${file}.${process.pid}`
    writeFileSync(draft, `${JSON.stringify(value, null, 1)}\n`, { mode: 0o600 })
    renameSync(draft, file)
  }
  return {
    write,
    read: () => {
      try {
        return JSON.parse(readFileSync(file, 'utf8')) as T
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
        write(first)
        return first
      }
    },
  }
}

export const answer = (value: unknown) => ({ content: [{ type: 'text' as const, text: typeof value === 'string' ? value : JSON.stringify(value, null, 1) }] })
export const failure = (text: string) => ({ isError: true, content: [{ type: 'text' as const, text }] })
