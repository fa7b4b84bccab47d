import { RECORD_CHARS_MAX, type FileRecord } from './file-record'

/** Under these names a document holds a list of records. */
const LISTS: ReadonlySet<string> = new Set(['Records', 'records', 'items', 'value', 'data', 'entries', 'logEvents'])

const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const QUOTE = 0x22
const BACKSLASH = 0x5c
const NEWLINE = 0x0a
const INSIDE = /[^"\\]+/y
/** A name is cut where it is longer than any that a list has. */
const LONGEST = 20

/**
 * Cuts the records out of a JSON document without building it: by its brackets and strings alone, in one pass. A record
 * whose inside is not JSON is found out by whoever parses it, and costs itself alone as long as its brackets are even.
 */
export async function* documentRecords(pieces: AsyncIterable<string>): AsyncGenerator<FileRecord> {
  const cutter = new Cutter()
  for await (const piece of pieces) yield* cutter.take(piece)
  yield* cutter.end()
}

class Cutter {
  #depth = 0
  /** How deep records stand: 0, one after the other; 1, in a list; 2, in a list that the document names. */
  #level = 0
  #line = 1
  #inString = false
  #escaped = false
  /** The string that ended last, and the one that is being read, where a name of a list may stand. */
  #last = ''
  #name: string | null = null
  #record: string | null = null
  #since = 1
  #tooLong = false;

  *take(piece: string): Generator<FileRecord> {
    let from = 0
    for (let index = 0; index < piece.length; index++) {
      const char = piece.charCodeAt(index)
      if (char === NEWLINE) this.#line++
      if (this.#inString) {
        index = this.#string(char, piece, index)
        continue
      }
      switch (char) {
        case QUOTE:
          this.#inString = true
          this.#name = this.#depth === 1 && this.#level === 0 ? '' : null
          break
        case OPEN_LIST:
          if (this.#depth === 0) this.#level = 1
          else if (this.#depth === 1 && this.#level === 0 && LISTS.has(this.#last)) {
            this.#level = 2
            this.#record = null
            this.#tooLong = false
          }
          this.#depth++
          break
        case OPEN_OBJECT:
          if (this.#depth === this.#level && this.#record === null) {
            this.#record = ''
            this.#since = this.#line
            from = index
          }
          this.#depth++
          break
        case CLOSE_LIST:
        case CLOSE_OBJECT:
          this.#depth--
          if (this.#record !== null && this.#depth === this.#level && char === CLOSE_OBJECT) {
            yield this.#cut(piece.slice(from, index + 1))
          } else if (this.#depth < this.#level) this.#level = this.#depth > 0 ? -1 : 0
          // What follows a list in its document is no record.
          if (this.#depth <= 0) {
            this.#depth = 0
            this.#level = 0
          }
          break
      }
    }
    if (this.#record !== null) this.#keep(piece.slice(from))
  }

  *end(): Generator<FileRecord> {
    if (this.#record !== null) yield { kind: 'unread', line: this.#since, reason: 'begins here and does not end' }
    else if (this.#depth > 0 || this.#inString) yield { kind: 'unread', line: this.#line, reason: 'the file ends before its end' }
  }

  /** Returns where it has got to: the inside of most strings is passed over. */
  #string(char: number, piece: string, index: number): number {
    if (this.#escaped) this.#escaped = false
    else if (char === BACKSLASH) this.#escaped = true
    else if (char === QUOTE) {
      this.#inString = false
      if (this.#name !== null) this.#last = this.#name
      return index
    } else if (this.#name === null) {
      INSIDE.lastIndex = index
      INSIDE.test(piece)
      return INSIDE.lastIndex - 1
    }
    if (this.#name !== null && this.#name.length < LONGEST) this.#name += piece.charAt(index)
    return index
  }

  #cut(rest: string): FileRecord {
    this.#keep(rest)
    const text = this.#record ?? ''
    const tooLong = this.#tooLong
    this.#record = null
    this.#tooLong = false
    return tooLong ? { kind: 'unread', line: this.#since, reason: `is longer than ${RECORD_CHARS_MAX} characters` } : { kind: 'record', line: this.#since, text }
  }

  #keep(text: string): void {
    if (this.#tooLong || (this.#record?.length ?? 0) + text.length > RECORD_CHARS_MAX) {
      this.#tooLong = true
      this.#record = ''
    } else this.#record = (this.#record ?? '') + text
  }
}
