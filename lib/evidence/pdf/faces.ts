import { createRequire } from 'node:module'
import { dirname, resolve } from 'node:path'
import { Fault } from '@/lib/kernel/fault'
import { runsOf, type Run } from './text'

const require = createRequire(import.meta.url)
/** Next to where the package's own door is. */
const geist = (file: string) => resolve(dirname(require.resolve('geist/font')), 'fonts/geist-sans', file)
const dejavu = (file: string) => require.resolve(`dejavu-fonts-ttf/ttf/${file}`)

/** By weight: the console's own face, and behind it one that has most alphabets. All of them are embedded, as far as they are used. */
const FACES = { regular: [() => geist('Geist-Regular.ttf'), () => dejavu('DejaVuSans.ttf')], bold: [() => geist('Geist-SemiBold.ttf'), () => dejavu('DejaVuSans-Bold.ttf')] } as const
export type Weight = keyof typeof FACES

export const firstFace = (): string => FACES.regular[0]()

/** Of words that were measured. */
const WIDTHS_MAX = 20_000

type Parsed = { hasGlyphForCodePoint: (codePoint: number) => boolean }
/** pdfkit keeps the font it has just opened here, as fontkit parsed it; it has no other way to ask whether a character is in it. */
const parsedOf = (document: PDFKit.PDFDocument): Parsed => (document as unknown as { _font: { font: Parsed } })._font.font

/** Measures and draws text in whichever of the faces has each of its characters. */
export class Faces {
  readonly #files = new Map<() => string, string>()
  readonly #parsed = new Map<string, Parsed>()
  readonly #widths = new Map<string, number>()

  constructor(private readonly document: PDFKit.PDFDocument) {}

  #file(weight: Weight, face: number): string {
    const find = FACES[weight][face]
    if (!find) throw new Fault('there is no such face')
    const known = this.#files.get(find)
    if (known !== undefined) return known
    const file = find()
    this.#files.set(find, file)
    return file
  }

  #use(weight: Weight, face: number, size: number): void {
    const file = this.#file(weight, face)
    this.document.font(file, size)
    if (!this.#parsed.has(file)) this.#parsed.set(file, parsedOf(this.document))
  }

  #has(weight: Weight, face: number, codePoint: number): boolean {
    const file = this.#file(weight, face)
    if (!this.#parsed.has(file)) this.#use(weight, face, 10)
    return this.#parsed.get(file)?.hasGlyphForCodePoint(codePoint) ?? false
  }

  runs(text: string, weight: Weight): Run[] {
    return runsOf(text, FACES[weight].length, (face, codePoint) => this.#has(weight, face, codePoint))
  }

  widthOf(text: string, weight: Weight, size: number): number {
    const key = `${weight} ${size} ${text}`
    const known = this.#widths.get(key)
    if (known !== undefined) return known
    const width = this.runs(text, weight).reduce((sum, run) => {
      this.#use(weight, run.face, size)
      return sum + this.document.widthOfString(run.text)
    }, 0)
    if (this.#widths.size < WIDTHS_MAX) this.#widths.set(key, width)
    return width
  }

  /** One line, its baseline the same in every face. */
  draw(text: string, x: number, baseline: number, { weight, size, colour }: { weight: Weight; size: number; colour: string }): void {
    let at = x
    for (const run of this.runs(text, weight)) {
      this.#use(weight, run.face, size)
      this.document.fillColor(colour).text(run.text, at, baseline, { lineBreak: false, baseline: 'alphabetic' })
      at += this.document.widthOfString(run.text)
    }
  }
}
