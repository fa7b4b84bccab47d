import { setImmediate } from 'node:timers/promises'
import { Fault } from '@/lib/kernel/fault'
import { bars, facts, line, table, text } from './blocks'
import type { About, Block } from './document'
import { firstFace } from './faces'
import { MARGIN, Page, STYLE } from './page'

/** A review of two thousand items has some seventy pages. */
const PAGES_MAX = 400
const BYTES_MAX = 16 * 1024 * 1024
/** Rows after which whoever else waits for this process has a turn. */
const ROWS_AT_A_TIME = 8

/**
 * A document as a PDF: tagged, with its fonts embedded, the same bytes for the same document. Written block by block
 * and giving way in between, since it is written by a process that has more urgent things to do.
 */
export async function writePdf(about: About, blocks: Iterable<Block>): Promise<Buffer> {
  // Read when it is needed: most processes never write one.
  const { default: PDFDocument } = await import('pdfkit')
  const document = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    font: firstFace(),
    pdfVersion: '1.7',
    tagged: true,
    displayTitle: true,
    lang: 'en',
    info: { Title: about.title, Subject: about.subject, Producer: 'Lanyard', Creator: 'Lanyard', CreationDate: about.at, ModDate: about.at },
  })
  const chunks: Buffer[] = []
  let bytes = 0
  document.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    chunks.push(chunk)
  })
  const ended = new Promise<void>((resolve, reject) => document.once('end', resolve).once('error', reject))
  const page = new Page(document, about)
  for (const block of blocks) {
    for (const _step of drawn(page, block)) await setImmediate()
    await setImmediate()
    if (page.number > PAGES_MAX || bytes > BYTES_MAX) throw new Fault('a report has more pages than it may')
  }
  page.footer()
  document.end()
  await ended
  return Buffer.concat(chunks)
}

function* drawn(page: Page, block: Block): Generator<void> {
  switch (block.kind) {
    case 'title':
      text(page, 'H1', block.text, STYLE.title)
      return text(page, 'P', block.under, STYLE.quiet, { after: 10 })
    case 'heading':
      return text(page, 'H2', block.text, STYLE.heading, { before: 12, after: 4, keepWith: 60 })
    case 'subheading':
      return text(page, 'H3', block.text, STYLE.subheading, { before: 6, after: 2, keepWith: 40 })
    case 'paragraph':
      return text(page, 'P', block.text, block.quiet ? STYLE.quiet : STYLE.body, { after: 4 })
    case 'facts':
      return facts(page, block.rows)
    case 'bars':
      return bars(page, block.key, block.bars)
    case 'line':
      return line(page, block.label, block.values)
    case 'table': {
      let rows = 0
      for (const _row of table(page, block.columns, block.rows)) if (++rows % ROWS_AT_A_TIME === 0) yield
    }
  }
}
