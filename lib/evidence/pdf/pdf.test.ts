import { createHash } from 'node:crypto'
import { extractText, getDocumentProxy } from 'unpdf'
import { describe, expect, it } from 'vitest'
import type { Block } from './document'
import { writePdf } from './index'
import { linesOf, onOneLine, runsOf } from './text'

const ABOUT = { title: 'A report', subject: 'Of a test', at: new Date('2026-11-22T10:00:00Z'), footer: 'Lanyard' }
const NAMES = ['Zoë Müller-Ångström', 'Ґалина Їжак', 'Ελένη Παπαδοπούλου', 'Łukasz Żółć', 'Nguyễn Thị Hồng']
const rows = Array.from({ length: 120 }, (_, n) => [`agent-${n}`, NAMES[n % NAMES.length] as string, { text: 'gap', tone: 'caution' as const }])
const BLOCKS: readonly Block[] = [
  { kind: 'title', text: 'Where we stand', under: 'Acme' },
  { kind: 'heading', text: 'Dimensions' },
  { kind: 'bars', key: 'A tick is where it was.', bars: [{ label: 'Audit', value: 65, before: 40, mark: 90, note: '65 of 100' }, { label: 'Federation', value: null, before: null, mark: 100, note: 'unknown' }] },
  { kind: 'line', label: 'Identity by day', values: [{ at: '2026-11-20', value: 40 }, { at: '2026-11-21', value: null }, { at: '2026-11-22', value: 50 }] },
  { kind: 'facts', rows: [['Estate', 'Acme']] },
  { kind: 'paragraph', text: 'word '.repeat(900) },
  { kind: 'table', columns: [{ title: 'Agent', width: 2 }, { title: 'Owner', width: 3 }, { title: 'State', width: 1, align: 'right' }], rows },
]

describe('a PDF', () => {
  it('holds every row and every name as text, over as many pages as it takes, each with its head and its number', async () => {
    const pdf = await writePdf(ABOUT, BLOCKS)
    const { text, totalPages } = await extractText(await getDocumentProxy(new Uint8Array(pdf)))
    expect(totalPages).toBeGreaterThan(3)
    const all = text.join('\n')
    for (const name of NAMES) expect(all.normalize('NFC')).toContain(name.normalize('NFC'))
    for (const n of [0, 59, 119]) expect(all).toMatch(new RegExp(`agent-${n}\\b`))
    for (const page of text.slice(3)) expect(page).toContain('Owner')
    for (const [index, page] of text.entries()) expect(page).toMatch(new RegExp(`Lanyard\\s+${index + 1}\\b`))
  })

  it('is the same bytes for the same document, and embeds every font that it uses', async () => {
    const [one, other] = [await writePdf(ABOUT, BLOCKS), await writePdf(ABOUT, structuredClone(BLOCKS))]
    expect(createHash('sha256').update(one).digest('hex')).toBe(createHash('sha256').update(other).digest('hex'))
    const raw = one.toString('latin1')
    const fonts = raw.match(/\/BaseFont/g)?.length ?? 0
    expect(fonts).toBeGreaterThan(0)
    expect(raw).not.toContain('/Helvetica')
    expect(raw.match(/\/FontFile[23]/g)?.length).toBe(raw.match(/\/Type \/FontDescriptor/g)?.length)
  })
})

describe('text in it', () => {
  it('is in the first face that has each character, and by its code point where none has it', () => {
    const has = (face: number, codePoint: number) => (face === 0 ? codePoint < 0x80 : codePoint < 0x600)
    expect(runsOf('ab Їж c', 2, has)).toEqual([{ face: 0, text: 'ab ' }, { face: 1, text: 'Їж ' }, { face: 0, text: 'c' }])
    expect(runsOf('x名', 2, has)).toEqual([{ face: 0, text: 'x[U+540D]' }])
  })

  it('is broken between words, and within one that is wider than a line, and never loses a letter', () => {
    const width = (text: string) => text.length
    expect(linesOf('one two three', 7, width)).toEqual(['one two', 'three'])
    expect(linesOf('abcdefghij kl', 4, width)).toEqual(['abcd', 'efgh', 'ij', 'kl'])
    expect(linesOf('😀😀😀', 2, width).join('')).toBe('😀😀😀')
    expect(linesOf('', 4, width)).toEqual([''])
    expect(linesOf('w', 0.5, width)).toEqual(['w'])
  })

  it('cannot turn the direction of what follows, nor begin a line of its own', () => {
    expect(onOneLine('a\u202Eb\nc\u0007')).toBe('a\uFFFDb c\uFFFD')
  })
})
