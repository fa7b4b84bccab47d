import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boundaryOf, multipartEnd, partHead, splitMultipart } from './multipart'

async function bodies(text: string, boundary: string, pieces: readonly number[]): Promise<string[]> {
  const bytes = Buffer.from(text)
  async function* chunks() {
    let start = 0
    for (let n = 0; start < bytes.length; n++) {
      const end = Math.min(bytes.length, start + (pieces[n % pieces.length] ?? 1))
      yield bytes.subarray(start, end)
      start = end
    }
  }
  const found: Buffer[][] = []
  for await (const { part, bytes: piece } of splitMultipart(chunks(), boundary)) (found[part] ??= []).push(Buffer.from(piece))
  return Array.from(found, (parts) => Buffer.concat(parts ?? []).toString())
}

describe('a multipart answer', () => {
  const text = (parts: readonly string[], boundary = 'B') => parts.map((body) => partHead(boundary, { 'content-type': 'text/plain', 'x-y': 'z' }) + body).join('') + multipartEnd(boundary)

  it('is parted as it was put together, however it arrives (property)', async () => {
    const body = fc.string({ unit: fc.constantFrom('a', '\r', '\n', '-', 'é', ' ', '\r\n--', '\r\n--C', '\r\n\r\n'), maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(fc.array(body, { minLength: 1, maxLength: 4 }), fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 }), async (parts, pieces) => {
        const found = await bodies(text(parts), 'B', pieces)
        expect(parts.map((_, n) => found[n] ?? '')).toEqual(parts)
      }),
    )
  })

  it('is not taken for whole when its end is missing', async () => {
    const whole = text(['one', 'two'])
    for (const end of [1, 5, 20]) await expect(bodies(whole.slice(0, -end - 2), 'B', [7])).rejects.toThrow('ended before its end')
  })

  it('names its boundary', () => {
    expect(boundaryOf('multipart/mixed; boundary=abc-1')).toBe('abc-1')
    for (const type of [null, 'application/json', 'multipart/mixed', 'multipart/mixed; boundary=']) expect(boundaryOf(type)).toBeNull()
  })
})
