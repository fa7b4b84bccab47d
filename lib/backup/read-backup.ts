import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { OperatorError } from '@/lib/kernel/operator-error'
import { damaged, framesOf, Header, newHash, parsed, TableBegin, TableEnd, Trailer } from './format'

export type Taker = {
  begin(table: TableBegin): Promise<void>
  rows(piece: Buffer): Promise<void>
  end(table: TableEnd): Promise<void>
}
export type Checked = { header: Header; trailer: Trailer; tables: Map<string, number> }

const NOTHING: Taker = { begin: async () => undefined, rows: async () => undefined, end: async () => undefined }

/** Reads a backup from its first byte to its last and checks every digest and count in it. */
export const checkBackup = (file: string): Promise<Checked> => readBackup(file, async () => NOTHING)

/** The same, handing over what it reads; `open` is told the header before any table. Throws at the first thing that is wrong. */
export async function readBackup(file: string, open: (header: Header) => Promise<Taker>): Promise<Checked> {
  const all = newHash()
  let header: Header | null = null
  let taker = NOTHING
  let trailer: Trailer | null = null
  let table: { name: string; hash: ReturnType<typeof newHash>; rows: number } | null = null
  const tables = new Map<string, number>()
  for await (const { kind, body } of framesOf(unzipped(file), all)) {
    if (!header && kind !== 'H') throw damaged('it does not begin with a header')
    switch (kind) {
      case 'H':
        if (header) throw damaged('it has two headers')
        header = parsed(Header, body, 'header')
        taker = await open(header)
        break
      case 'T': {
        const begin = parsed(TableBegin, body, 'table')
        if (table || tables.has(begin.table)) throw damaged(`the table ${begin.table} is out of place`)
        table = { name: begin.table, hash: newHash(), rows: 0 }
        await taker.begin(begin)
        break
      }
      case 'D':
        if (!table) throw damaged('rows are out of place')
        table.hash.update(body)
        for (const byte of body) if (byte === 0x0a) table.rows += 1
        await taker.rows(body)
        break
      case 'E': {
        const end = parsed(TableEnd, body, 'end of a table')
        if (table?.name !== end.table) throw damaged(`the table ${end.table} is out of place`)
        if (table.rows !== end.rows || table.hash.digest('hex') !== end.sha256) throw damaged(`the rows of ${end.table} are not those that were saved`)
        await taker.end(end)
        tables.set(end.table, end.rows)
        table = null
        break
      }
      case 'Z': {
        trailer = parsed(Trailer, body, 'trailer')
        const rows = [...tables.values()].reduce((sum, count) => sum + count, 0)
        if (table || trailer.tables !== tables.size || trailer.rows !== rows || trailer.sha256 !== all.digest('hex')) throw damaged('it is not what was saved')
      }
    }
  }
  if (!header || !trailer) throw damaged('it ends too early')
  return { header, trailer, tables }
}

async function* unzipped(file: string): AsyncGenerator<Buffer> {
  try {
    const gunzip = createGunzip()
    pipeline(createReadStream(file), gunzip, () => undefined) // its error comes through the loop, too
    for await (const piece of gunzip) yield piece as Buffer
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR') throw new OperatorError(`\`${file}\` cannot be read: ${message}`)
    if (code?.startsWith('Z_') || code === 'ERR_BUFFER_TOO_LARGE') throw damaged('it is no gzip stream, or was cut off')
    throw error
  }
}
