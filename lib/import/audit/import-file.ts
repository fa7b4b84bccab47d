import { createHash } from 'node:crypto'
import { IMPORT_FILES_MAX, IMPORT_PART_MAX, type ImportedEvent, type ImportedFile, type ImportTotals, type UnreadRecord } from '@/lib/identity/imports/contract'
import type { AuditSystem } from '@/lib/kernel/audit-systems'
import { inert } from '@/lib/kernel/inert'
import { readRecord } from './read-record'
import { recordsOf } from './records'

/** Of one file; the bytes are counted as they come. */
export const AUDIT_FILE_BYTES_MAX = 2 * 1024 ** 3
/** Well below what a request may hold. */
const PART_CHARS_MAX = 200_000

export type ImportPart = { events: ImportedEvent[]; unread: UnreadRecord[] }
export type ImportProgress = { file: string; bytes: number; events: number; unread: number }

/** Reads audit files and hands on what is in them, part by part. */
export class AuditGathering {
  readonly totals: ImportTotals = { read: {}, explained: {}, unread: 0 }
  readonly files: ImportedFile[] = []
  #part: ImportPart = { events: [], unread: [] }
  #chars = 0
  /** Of what was sent before the rest. */
  readonly #before = new Set<string>()
  /** The part before: it is on its way while the next is read. */
  #sent: Promise<void> = Promise.resolve()

  constructor(
    private readonly send: (part: ImportPart) => Promise<void>,
    private readonly only: AuditSystem | null = null,
  ) {}

  /**
   * Events that gave out sessions, to go before all that was done with these: files come in any order, and whoever stands
   * behind a session is then known when what it did is recorded. The files are added as they are all the same.
   */
  async sessionsFirst(events: readonly ImportedEvent[]): Promise<void> {
    for (const event of [...events].sort((a, b) => a.at.localeCompare(b.at))) {
      if (this.#before.has(event.digest)) continue
      this.#before.add(event.digest)
      await this.#put('events', event)
    }
  }

  /** One file, as its bytes come; whatever is wrong with it is told, and the next file is none the worse for it. */
  async add(name: string, chunks: AsyncIterable<Uint8Array>, onProgress: (progress: ImportProgress) => void = () => undefined): Promise<void> {
    const file = inert(name, 500) || 'unnamed'
    const hash = createHash('sha256')
    const progress: ImportProgress = { file, bytes: 0, events: 0, unread: 0 }
    const counted = async function* (): AsyncGenerator<Uint8Array> {
      for await (const chunk of chunks) {
        progress.bytes += chunk.byteLength
        if (progress.bytes > AUDIT_FILE_BYTES_MAX) return
        hash.update(chunk)
        yield chunk
      }
    }
    for await (const record of recordsOf(counted())) {
      const reading = record.kind === 'record' ? readRecord(record.text, this.only) : { problem: record.reason }
      if ('events' in reading) {
        for (const event of reading.events) {
          increase(this.totals.read, event.system)
          if (!this.#before.delete(event.digest)) await this.#put('events', event)
        }
        progress.events += reading.events.length
      } else if ('nothing' in reading) increase(this.totals.explained, reading.nothing)
      else {
        progress.unread++
        await this.unread(file, record.line, reading.problem)
      }
      onProgress(progress)
    }
    if (progress.bytes > AUDIT_FILE_BYTES_MAX) await this.unread(file, null, `is larger than ${AUDIT_FILE_BYTES_MAX / 1024 ** 3} GiB: the rest was not read`)
    if (this.files.length < IMPORT_FILES_MAX) this.files.push({ name: file, bytes: progress.bytes, digest: hash.digest('base64url'), events: progress.events })
  }

  async unread(file: string, line: number | null, reason: string): Promise<void> {
    this.totals.unread++
    await this.#put('unread', { file, line, reason: inert(reason, 300) || 'cannot be read' })
  }

  async end(): Promise<{ totals: ImportTotals; files: ImportedFile[] }> {
    await this.#flush()
    await this.#sent
    return { totals: this.totals, files: this.files }
  }

  async #put<K extends keyof ImportPart>(kind: K, one: ImportPart[K][number]): Promise<void> {
    const chars = JSON.stringify(one).length
    if (this.#chars + chars > PART_CHARS_MAX || this.#part[kind].length >= IMPORT_PART_MAX[kind]) await this.#flush()
    ;(this.#part[kind] as ImportPart[K][number][]).push(one)
    this.#chars += chars
  }

  async #flush(): Promise<void> {
    if (this.#chars === 0) return
    const part = this.#part
    this.#part = { events: [], unread: [] }
    this.#chars = 0
    await this.#sent
    this.#sent = this.send(part)
    this.#sent.catch(() => undefined) // whoever waits for it hears of it
  }
}

/** Beyond this, sessions are joined to what comes after them alone. */
const SESSIONS_MAX = 100_000
/** Nothing else gives one out; most records are passed over without being parsed. */
const MAY_GIVE_OUT = /AssumeRole|GetSessionToken|GetFederationToken|uniqueTokenIdentifier|user\.session\.start/i

/** The events of a file that gave out sessions, for `sessionsFirst`. What cannot be read is told when the file is added. */
export async function sessionsIn(chunks: AsyncIterable<Uint8Array>, only: AuditSystem | null = null): Promise<ImportedEvent[]> {
  const found: ImportedEvent[] = []
  for await (const record of recordsOf(chunks)) {
    if (record.kind !== 'record' || !MAY_GIVE_OUT.test(record.text)) continue
    const reading = readRecord(record.text, only)
    if ('events' in reading) found.push(...reading.events.filter(({ issues }) => issues !== null))
    if (found.length >= SESSIONS_MAX) break
  }
  return found
}

const increase = (counts: Record<string, number>, name: string): void => {
  counts[name] = (counts[name] ?? 0) + 1
}
