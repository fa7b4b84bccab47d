import { describe, expect, it } from 'vitest'
import { microBatch } from './micro-batch'

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe('a micro-batch', () => {
  it('answers every caller with its own answer, and shares batches under load', async () => {
    const sizes: number[] = []
    const double = microBatch(async (items: readonly number[]) => {
      sizes.push(items.length)
      await pause(2)
      return items.map((item) => item * 2)
    })
    const all = Array.from({ length: 1_000 }, (_, index) => index)
    expect(await Promise.all(all.map(double))).toEqual(all.map((item) => item * 2))
    expect(Math.max(...sizes)).toBeLessThanOrEqual(256)
    expect(sizes.length).toBeLessThan(10)
  })

  it('never runs more batches at once than it may', async () => {
    let now = 0
    let most = 0
    const run = microBatch(
      async (items: readonly number[]) => {
        most = Math.max(most, ++now)
        await pause(1)
        now--
        return items
      },
      { itemsMax: 3, batchesMax: 2 },
    )
    await Promise.all(Array.from({ length: 50 }, (_, index) => run(index)))
    expect(most).toBe(2)
  })

  it('fails the callers of a batch that throws, and works on', async () => {
    let broken = true
    const run = microBatch(async (items: readonly number[]) => {
      if (broken) throw new Error('no database')
      return items
    })
    await expect(run(1)).rejects.toThrow('no database')
    broken = false
    expect(await run(2)).toBe(2)
  })

  it('refuses more than it can hold', async () => {
    const run = microBatch(async (items: readonly number[]) => pause(5).then(() => items), { itemsMax: 1, batchesMax: 1, waitingMax: 2 })
    const results = await Promise.allSettled([run(1), run(2), run(3)])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
  })
})
