import type { About, Tone } from './document'
import { Faces, type Weight } from './faces'
import { linesOf } from './text'

/** A4, in points. */
export const [WIDTH, HEIGHT] = [595.28, 841.89]
export const MARGIN = 48
const [TOP, BOTTOM] = [MARGIN, HEIGHT - 60]
export const INNER = WIDTH - 2 * MARGIN
export const COLOUR = { ink: '#1a1a1a', quiet: '#5c5c5c', line: '#d4d4d4', wash: '#f4f4f4', calm: '#1f6f43', caution: '#8a5300', unknown: '#6b4fa0' } as const
export const TONE: Record<Tone, string> = { plain: COLOUR.ink, quiet: COLOUR.quiet, calm: COLOUR.calm, caution: COLOUR.caution, unknown: COLOUR.unknown }

export type Style = { weight: Weight; size: number; colour: string; leading: number }
export const STYLE = {
  title: { weight: 'bold', size: 20, colour: COLOUR.ink, leading: 25 },
  heading: { weight: 'bold', size: 13, colour: COLOUR.ink, leading: 17 },
  subheading: { weight: 'bold', size: 10, colour: COLOUR.ink, leading: 14 },
  body: { weight: 'regular', size: 9.5, colour: COLOUR.ink, leading: 13.5 },
  quiet: { weight: 'regular', size: 9, colour: COLOUR.quiet, leading: 12.5 },
  cell: { weight: 'regular', size: 8.5, colour: COLOUR.ink, leading: 11.5 },
  head: { weight: 'bold', size: 8, colour: COLOUR.quiet, leading: 11 },
} as const satisfies Record<string, Style>

/** Where the next thing is drawn, page after page. Nothing is drawn twice, so that what is done can leave. */
export class Page {
  y = TOP
  number = 1
  readonly faces: Faces

  constructor(readonly document: PDFKit.PDFDocument, private readonly about: About) {
    this.faces = new Faces(document)
  }

  lines(text: string, width: number, { weight, size }: Style): string[] {
    return linesOf(text, width, (part) => this.faces.widthOf(part, weight, size))
  }

  /** There is room for this much, on this page or at the top of the next. True: a page was begun. */
  room(height: number): boolean {
    if (this.y + height <= BOTTOM) return false
    if (this.y === TOP) return false
    this.next()
    return true
  }

  next(): void {
    this.footer()
    this.document.addPage()
    this.number++
    this.y = TOP
  }

  footer(): void {
    this.document.markContent('Artifact', { type: 'Pagination' })
    this.rule(HEIGHT - 46)
    const style = { weight: 'regular', size: 7.5, colour: COLOUR.quiet } as const
    const page = `${this.number}`
    const [line] = this.lines(this.about.footer, INNER - 40, { ...style, leading: 10 })
    this.faces.draw(line ?? '', MARGIN, HEIGHT - 34, style)
    this.faces.draw(page, WIDTH - MARGIN - this.faces.widthOf(page, style.weight, style.size), HEIGHT - 34, style)
    this.document.endMarkedContent()
  }

  rule(y: number, colour: string = COLOUR.line): void {
    this.document.lineWidth(0.5).strokeColor(colour).moveTo(MARGIN, y).lineTo(WIDTH - MARGIN, y).stroke()
  }

  /** Lines from `y` down; gives where they end. */
  write(lines: readonly string[], x: number, y: number, style: Style, right?: number): number {
    let baseline = y + style.size
    for (const line of lines) {
      const at = right === undefined ? x : right - this.faces.widthOf(line, style.weight, style.size)
      this.faces.draw(line, at, baseline, style)
      baseline += style.leading
    }
    return y + lines.length * style.leading
  }
}
