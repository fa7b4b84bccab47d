import { RECORD_CHARS_MAX, type FileRecord } from './file-record'

/** A record a line. One that is too long is left out, and so costs itself and no other. */
export async function* lineRecords(pieces: AsyncIterable<string>): AsyncGenerator<FileRecord> {
  let held = ''
  let line = 1
  let tooLong = false
  const take = function* (text: string): Generator<FileRecord> {
    const trimmed = text.trim()
    if (tooLong) yield { kind: 'unread', line, reason: `is longer than ${RECORD_CHARS_MAX} characters` }
    else if (trimmed !== '') yield { kind: 'record', line, text: trimmed }
    tooLong = false
  }
  for await (const piece of pieces) {
    let from = 0
    for (let end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', from)) {
      yield* take(held + piece.slice(from, end))
      held = ''
      from = end + 1
      line++
    }
    held += piece.slice(from)
    if (held.length > RECORD_CHARS_MAX) {
      tooLong = true
      held = ''
    }
  }
  yield* take(held)
}
