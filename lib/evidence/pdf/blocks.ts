import type { Bar, Block, Cell, Column } from './document'
import { COLOUR, INNER, MARGIN, STYLE, TONE, WIDTH, type Page, type Style } from './page'

const PAD = 4
const BAR_ROW = 18
const LINE_HEIGHT = 70

/** Says what is drawn to a reader that does not see it. */
const tagged = (page: Page, tag: string, draw: () => void): void => {
  page.document.addStructure(page.document.struct(tag, {}, draw))
}
const artifact = (page: Page, draw: () => void): void => {
  page.document.markContent('Artifact', { type: 'Layout' })
  draw()
  page.document.endMarkedContent()
}

export function text(page: Page, tag: string, content: string, style: Style, { before = 0, after = 0, keepWith = 0 } = {}): void {
  const lines = page.lines(content, INNER, style)
  page.y += before
  page.room(Math.min(lines.length, 3) * style.leading + keepWith)
  // A long paragraph goes on on the next page.
  for (let first = 0; first < lines.length; ) {
    page.room(style.leading)
    const fit = Math.max(1, Math.floor((782 - page.y) / style.leading))
    const part = lines.slice(first, first + fit)
    tagged(page, tag, () => {
      page.y = page.write(part, MARGIN, page.y, style)
    })
    first += part.length
  }
  page.y += after
}

export function facts(page: Page, rows: readonly (readonly [string, string])[]): void {
  for (const [name, value] of rows) {
    const lines = page.lines(value, INNER - 150, STYLE.body)
    page.room(lines.length * STYLE.body.leading)
    tagged(page, 'P', () => {
      page.write([name], MARGIN, page.y, STYLE.quiet)
      page.y = page.write(lines, MARGIN + 150, page.y, STYLE.body)
    })
  }
  page.y += 6
}

/** A header on each page that it reaches; a row stays whole. Gives way after each row, which may be one of thousands. */
export function* table(page: Page, columns: readonly Column[], rows: Iterable<readonly Cell[]>): Generator<void> {
  const sum = columns.reduce((total, { width }) => total + width, 0)
  let left = MARGIN
  const places = columns.map(({ width, align, title }) => {
    const place = { x: left, width: (INNER * width) / sum - 2 * PAD, right: align === 'right', title }
    left += (INNER * width) / sum
    return place
  })
  const drawn = (texts: readonly string[][], styles: readonly Style[], tag: 'TH' | 'TD') => {
    const height = Math.max(...texts.map((lines, index) => lines.length * (styles[index] as Style).leading)) + 2 * PAD
    if (page.room(height) && tag === 'TD') header()
    const row = page.document.struct('TR')
    page.document.addStructure(row)
    for (const [index, lines] of texts.entries()) {
      const { x, width, right } = places[index] as (typeof places)[number]
      row.add(page.document.struct(tag, {}, () => void page.write(lines, x + PAD, page.y + PAD, styles[index] as Style, right ? x + PAD + width : undefined)))
    }
    row.end()
    page.y += height
    artifact(page, () => page.rule(page.y))
  }
  const header = () =>
    drawn(
      places.map(({ title, width }) => page.lines(title, width, STYLE.head)),
      places.map(() => STYLE.head),
      'TH',
    )
  page.room(60)
  header()
  for (const cells of rows) {
    const all = cells.map((cell) => (typeof cell === 'string' ? { text: cell } : cell))
    drawn(
      all.map((cell, index) => page.lines(cell.text, places[index]?.width ?? INNER, STYLE.cell)),
      all.map(({ tone = 'plain', bold = false }) => ({ ...STYLE.cell, colour: TONE[tone], weight: bold ? ('bold' as const) : ('regular' as const) })),
      'TD',
    )
    yield
  }
  page.y += 10
}

const LABEL = 170
const NOTE = 120
const TRACK = WIDTH - 2 * MARGIN - LABEL - NOTE

/** Filled as far as it is; a tick where it was, a triangle where it should be; what is not known is a dashed frame. */
export function bars(page: Page, key: string, all: readonly Bar[]): void {
  page.room(BAR_ROW * 2)
  for (const bar of all) {
    page.room(BAR_ROW)
    const [x, y] = [MARGIN + LABEL, page.y + 4]
    tagged(page, 'P', () => {
      page.write(page.lines(bar.label, LABEL - 8, STYLE.cell).slice(0, 1), MARGIN, page.y + 3, STYLE.cell)
      page.write([bar.note], 0, page.y + 3, STYLE.cell, WIDTH - MARGIN)
    })
    artifact(page, () => {
      const { document } = page
      if (bar.value === null) document.lineWidth(0.6).dash(2, { space: 2 }).strokeColor(COLOUR.unknown).rect(x, y, TRACK, 7).stroke().undash()
      else {
        document.fillColor(COLOUR.wash).rect(x, y, TRACK, 7).fill()
        document.fillColor(COLOUR.ink).rect(x, y, (TRACK * bar.value) / 100, 7).fill()
      }
      if (bar.before !== null) document.lineWidth(1.2).strokeColor(COLOUR.quiet).moveTo(x + (TRACK * bar.before) / 100, y - 2).lineTo(x + (TRACK * bar.before) / 100, y + 9).stroke()
      if (bar.mark !== null) {
        const at = x + (TRACK * bar.mark) / 100
        document.fillColor(COLOUR.caution).polygon([at, y + 7.5], [at - 3, y + 12], [at + 3, y + 12]).fill()
      }
    })
    page.y += BAR_ROW
  }
  text(page, 'Caption', key, STYLE.quiet, { before: 2, after: 8 })
}

/** Gaps in a line are days that nothing is known of. */
export function line(page: Page, label: string, values: Extract<Block, { kind: 'line' }>['values']): void {
  page.room(LINE_HEIGHT + 34)
  text(page, 'Caption', label, STYLE.quiet, { after: 4 })
  const [x, top] = [MARGIN + 20, page.y]
  artifact(page, () => {
    const { document } = page
    for (const share of [0, 50, 100]) {
      const y = top + LINE_HEIGHT * (1 - share / 100)
      document.lineWidth(0.4).strokeColor(COLOUR.line).moveTo(x, y).lineTo(WIDTH - MARGIN, y).stroke()
      page.write([String(share)], 0, y - 4, { ...STYLE.head, weight: 'regular' }, x - 4)
    }
    const step = (WIDTH - MARGIN - x) / Math.max(1, values.length - 1)
    let drawing = false
    document.lineWidth(1.2).strokeColor(COLOUR.ink)
    for (const [index, { value }] of values.entries()) {
      if (value === null) drawing = false
      else if (drawing) document.lineTo(x + index * step, top + LINE_HEIGHT * (1 - value / 100))
      else {
        document.moveTo(x + index * step, top + LINE_HEIGHT * (1 - value / 100))
        drawing = true
      }
    }
    document.stroke()
    page.write([values[0]?.at ?? ''], x, top + LINE_HEIGHT + 3, { ...STYLE.head, weight: 'regular' })
    page.write([values.at(-1)?.at ?? ''], 0, top + LINE_HEIGHT + 3, { ...STYLE.head, weight: 'regular' }, WIDTH - MARGIN)
  })
  page.y = top + LINE_HEIGHT + 20
}
