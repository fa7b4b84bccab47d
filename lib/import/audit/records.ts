import { documentRecords } from './document-records'
import type { FileRecord } from './file-record'
import { lineRecords } from './line-records'
import { textOf, type Ending } from './text-of'

const HEAD_CHARS = 64 * 1024

/**
 * The records of a file: one on each line, or a JSON document that is one, is a list of them, or holds the list under the
 * name that these systems give it. Never more of it in memory than one record and a piece of the file.
 */
export async function* recordsOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<FileRecord> {
  const ending: Ending = { problem: null }
  const text = textOf(chunks, ending)
  let head = ''
  let done = false
  while (head.length < HEAD_CHARS && !done) {
    const next = await text.next()
    if (next.done) done = true
    else head += next.value
  }
  let line = 1
  const pieces = counted(head, text, (lines) => (line += lines))
  const begin = head.trimStart()
  if (begin === '') {
    if (ending.problem === null) return
  } else if (begin.startsWith('[') || (begin.startsWith('{') && !isByLine(begin))) yield* documentRecords(pieces)
  else yield* lineRecords(pieces)
  if (ending.problem !== null) yield { kind: 'unread', line, reason: ending.problem }
}

async function* counted(head: string, rest: AsyncIterable<string>, onLines: (lines: number) => void): AsyncGenerator<string> {
  yield head
  onLines(head.split('\n').length - 1)
  for await (const piece of rest) {
    yield piece
    onLines(piece.split('\n').length - 1)
  }
}

const LIST_FIRST = /^\{[^[{]{0,1000}"(?:Records|records|items|value|data|entries|logEvents)"\s*:\s*\[/

/** Whether each line is a record: the first is whole, or the next begins one of its own. */
function isByLine(begin: string): boolean {
  const end = begin.indexOf('\n')
  if (end < 0 || LIST_FIRST.test(begin)) return false
  const first = begin.slice(0, end).trim()
  return (first.length > 1 && first.endsWith('}')) || (first.length > 1 && /^\s*\{"/.test(begin.slice(end + 1)))
}
