import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { leafHash } from '@/lib/tlog'
import { BLOCK_TEXT_MAX, blockOf, indexOf, packInBlocks, readIndex, writeIndex, type Block } from './blocks'
import { archiveReader } from './read-archive'

let folder: string
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'lanyard-blocks-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Every third place of a log, and now and then a gap. */
const positions = Array.from({ length: 1_000 }, (_, n) => n * 3 + (n > 400 ? 5_000 : 0))
const line = (position: number) => JSON.stringify({ id: position, detail: 'ä'.repeat(position % 97) })
/** As an export is written: some hundred lines at a time. */
async function* texts(size = 300): AsyncGenerator<string> {
  for (let at = 0; at < positions.length; at += size) yield positions.slice(at, at + size).map((position) => `${line(position)}\n`).join('')
}
async function written(name: string, lines?: number): Promise<{ path: string; blocks: Block[] }> {
  const blocks: Block[] = []
  const parts: Buffer[] = []
  for await (const part of packInBlocks(texts(), positions, blocks, lines)) parts.push(part)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), Buffer.concat(parts))
  writeFileSync(indexOf(join(folder, name)), writeIndex(blocks))
  return { path: join(folder, name), blocks }
}
const leavesOf = (...wanted: number[]) => new Map(wanted.map((position) => [position, leafHash(line(position))]))

describe('an archive in blocks', () => {
  it('is one gzip file, and each block has the lines of its places', async () => {
    const { path, blocks } = await written('whole', 64)
    expect(gunzipSync(readFileSync(path)).toString()).toBe(positions.map((position) => `${line(position)}\n`).join(''))
    expect(blocks).toHaveLength(16)
    expect(blocks.reduce((sum, [, bytes]) => sum + bytes, 0)).toBe(statSync(path).size)
    const file = readFileSync(path)
    for (const [offset, bytes, first, last] of blocks) {
      const lines = gunzipSync(file.subarray(offset, offset + bytes)).toString().trimEnd().split('\n')
      expect([lines[0], lines.at(-1)]).toEqual([line(first), line(last)])
    }
    expect(readIndex(writeIndex(blocks))).toEqual(blocks)
  })

  it('ends a block where its text is long, however few its lines are', async () => {
    const blocks: Block[] = []
    const long = `${'x'.repeat(BLOCK_TEXT_MAX - 5)}\n`
    for await (const _part of packInBlocks((async function* () { yield `${long}short\n${long}` })(), [1, 2, 7], blocks)); // prettier-ignore
    expect(blocks.map(([, , first, last]) => [first, last])).toEqual([[1, 2], [7, 7]]) // prettier-ignore
  })

  it('has an entry found in its block alone: what is before and after it is not read', async () => {
    const { path, blocks } = await written('damaged', 64)
    const last = blocks.at(-1) as Block
    expect([blockOf(blocks, positions[500] as number)?.[2], blockOf(blocks, 1), blockOf(blocks, 99_999)]).toEqual([positions[448], blocks[0], undefined])
    // All but one block is gone.
    const [offset, bytes] = blocks[7] as Block
    const file = Buffer.alloc(last[0] + last[1])
    readFileSync(path).copy(file, offset, offset, offset + bytes)
    writeFileSync(path, file)
    const wanted = leavesOf(positions[448] as number, positions[500] as number, positions[511] as number)
    expect([...(await archiveReader(folder)('damaged', wanted))]).toEqual([...wanted.keys()].map((position) => [position, line(position)]))
    expect(await archiveReader(folder)('damaged', leavesOf(positions[512] as number))).toEqual(new Map())
  })

  it('has entries found over several blocks, and with no index, another file’s, or one that is none, as well', async () => {
    const { path } = await written('found', 50)
    const wanted = leavesOf(...[0, 49, 50, 333, 999].map((n) => positions[n] as number))
    const sorted = async () => new Map([...(await archiveReader(folder)('found', wanted))].sort(([a], [b]) => a - b))
    const expected = new Map([...wanted.keys()].map((position) => [position, line(position)]))
    expect(await sorted()).toEqual(expected)
    const others = (await written('other', 7)).blocks
    for (const text of ['', '{', '{"kind":"lanyard-archive-index/v1","blocks":[[0,1e15,0,99999]]}', writeIndex(others), writeIndex([[1 << 30, 10, 0, 99_999]])]) {
      writeFileSync(indexOf(path), text)
      expect(await sorted(), text.slice(0, 60)).toEqual(expected)
    }
    rmSync(indexOf(path))
    expect(await sorted()).toEqual(expected)
    writeFileSync(path, gzipSync(gunzipSync(readFileSync(path)))) // as archives of before were written
    expect(await sorted()).toEqual(expected)
    truncateSync(path, statSync(path).size >> 1)
    expect((await sorted()).get(positions[999] as number)).toBeUndefined()
  })

  it('gives nothing that is not what was sealed', async () => {
    await written('others')
    const [first = 0, second = 0] = positions
    expect(await archiveReader(folder)('others', new Map([[first, leafHash(line(second).replace('ä', 'o'))]]))).toEqual(new Map())
    expect(await archiveReader(folder)('nowhere', leavesOf(first))).toEqual(new Map())
  })
})
