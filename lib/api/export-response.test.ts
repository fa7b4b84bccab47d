import { describe, expect, it } from 'vitest'
import { boundaryOf, splitMultipart } from '@/lib/kernel/multipart'
import { exportResponse } from './export-response'

/** An export of ten lines that says whether it was left. */
function lines(fails = false) {
  const state = { left: false, written: 0 }
  async function* write(): AsyncGenerator<string, string> {
    try {
      for (; state.written < 10; state.written++) {
        if (fails && state.written === 5) throw new Error('the database is gone')
        yield `line ${state.written}\n`
      }
    } finally {
      state.left = true
    }
    return 'the manifest'
  }
  return { state, of: { count: 10, format: 'jsonl' as const, write } }
}
async function partsOf(response: Response): Promise<string[]> {
  const parts: string[] = []
  for await (const { part, bytes } of splitMultipart(response.body as unknown as AsyncIterable<Uint8Array>, boundaryOf(response.headers.get('content-type')) ?? '')) parts[part] = (parts[part] ?? '') + Buffer.from(bytes).toString()
  return parts
}

describe('the answer to an export', () => {
  it('is the file and then its manifest', async () => {
    const { of, state } = lines()
    let ended = 0
    const response = exportResponse(of, () => expect.fail('no fault'), () => void ended++)
    expect(response.headers.get('x-lanyard-entries')).toBe('10')
    expect(await partsOf(response)).toEqual([Array.from({ length: 10 }, (_, n) => `line ${n}\n`).join(''), 'the manifest'])
    expect([ended, state.left]).toEqual([1, true])
  })

  it('is written no further than it is read, and ends when whoever asked leaves', async () => {
    const { of, state } = lines()
    let ended = 0
    const reader = exportResponse(of, () => expect.fail('no fault'), () => void ended++).body?.getReader() ?? expect.fail('no body')
    await reader.read()
    await reader.read()
    expect(state.written).toBeLessThan(4)
    await reader.cancel()
    expect([ended, state.left]).toEqual([1, true])
  })

  it('ends when nobody reads it, and cannot be taken for whole', async () => {
    const { of, state } = lines()
    let ended = 0
    const response = exportResponse(of, () => expect.fail('no fault'), () => void ended++, 10)
    await expect.poll(() => ended).toBe(1)
    expect(state.written).toBeLessThan(2)
    await expect(partsOf(response)).rejects.toThrow()
  })

  it('is cut off by a fault, which is told', async () => {
    const { of } = lines(true)
    const faults: unknown[] = []
    let ended = 0
    await expect(partsOf(exportResponse(of, (thrown) => void faults.push(thrown), () => void ended++))).rejects.toThrow()
    expect([faults.length, ended]).toEqual([1, 1])
  })
})
