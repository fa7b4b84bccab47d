import { createHash, randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { digestBeside, digestHere } from './digest'

const MIB = 1 << 20

it('is the same beside as here, of little and of much, in pieces of any size', async () => {
  const bytes = randomBytes(20 * MIB)
  for (const [size, piece] of [[0, 1], [1, 1], [MIB, 7_000], [MIB + 1, MIB], [12 * MIB - 1, 3 * MIB], [12 * MIB, 65_536], [20 * MIB, 16_384], [20 * MIB, 20 * MIB]] as const) {
    const expected = createHash('sha256').update(bytes.subarray(0, size)).digest('hex')
    for (const digest of [digestHere(), digestBeside()]) {
      for (let at = 0; at < size; at += piece) await digest.update(bytes.subarray(at, Math.min(size, at + piece)))
      expect(await digest.hex(), `${size} by ${piece}`).toBe(expected)
      digest.close()
    }
  }
})

it('keeps a bounded part of what is read, however fast it comes', async () => {
  const digest = digestBeside()
  const piece = Buffer.alloc(MIB)
  let waited = 0
  for (let n = 0; n < 40; n++) {
    const isFull = digest.update(piece)
    if (isFull) waited++
    await isFull
  }
  expect(waited).toBeGreaterThan(0)
  expect(await digest.hex()).toBe(createHash('sha256').update(Buffer.alloc(40 * MIB)).digest('hex'))
  digest.close()
})

it('ends with what it was for', async () => {
  const digest = digestBeside()
  for (let n = 0; n < 30; n++) await digest.update(Buffer.alloc(MIB))
  digest.close()
  const late = digestBeside()
  late.close()
  expect(await late.hex()).toBe(createHash('sha256').digest('hex'))
})
