import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  consistencyRanges, cosigner, EMPTY_ROOT, findCosignature, HashBuffer, headOf, inclusionRanges, leafHash, multiproofRanges, multiproofRoot, noteSigner, openCheckpoint, peekCheckpoint,
  rangeHash, rangeHashes, readCosigner, readTilePath, readTlogProof, readVerifier, signCheckpoint, TILE_WIDTH, verifyConsistency, verifyInclusion, writeTlogProof, type ReadHashes,
} from '.' // prettier-ignore
import { verifySubtreeConsistency, verifySubtreeInclusion } from './verify'

/** RFC 9162 §2.1.1 as it is written: what everything else here is compared with. */
function definition(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return EMPTY_ROOT
  if (leaves.length === 1) return leaves[0] as Buffer
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return createHash('sha256').update(Buffer.of(1)).update(definition(leaves.slice(0, k))).update(definition(leaves.slice(k))).digest()
}

const log = Array.from({ length: 70_000 }, (_, n) => leafHash(`entry ${n}`))
const levels = [log]
while ((levels.at(-1)?.length ?? 0) >= TILE_WIDTH) {
  const below = levels.at(-1) as Buffer[]
  levels.push(Array.from({ length: Math.floor(below.length / TILE_WIDTH) }, (_, n) => headOf(below.slice(n * TILE_WIDTH, (n + 1) * TILE_WIDTH))))
}
/** What a store of tiles answers; it has no hash of a subtree that is not complete. */
const read: ReadHashes = async (level, start, end) => {
  const hashes = levels[level]?.slice(start, end) ?? []
  if (hashes.length !== end - start) throw new Error(`asked for hashes ${start} to ${end} of level ${level}`)
  return hashes
}
const headAt = (size: number) => rangeHash(read, { start: 0, end: size })
const sizes = fc.oneof(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: log.length }), fc.constantFrom(255, 256, 257, 65_535, 65_536, 65_537))

describe('the tree', () => {
  it('has the head that RFC 9162 defines, from leaves or from tiles', async () => {
    for (const size of [0, 1, 2, 3, 255, 256, 257, 511, 513, 4_097, 65_536, 65_537, 70_000]) expect(await headAt(size), `${size}`).toEqual(definition(log.slice(0, size)))
  }, 30_000)

  it('proves every entry to be in it, and no other', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(), fc.nat(), async (size, a, b) => {
        const [index, other] = [a % size, b % size]
        const proof = await rangeHashes(read, inclusionRanges(index, size))
        const root = await headAt(size)
        expect(verifyInclusion(log[index] as Buffer, index, size, proof, root)).toBe(true)
        expect(verifyInclusion(log[other] as Buffer, index, size, proof, root)).toBe(other === index)
        expect(verifyInclusion(log[index] as Buffer, other, size, proof, root)).toBe(other === index)
        expect(verifyInclusion(log[index] as Buffer, index, size, [...proof, EMPTY_ROOT], root)).toBe(false)
      }),
    )
  })

  it('proves an earlier head to be its beginning, and no other', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, sizes, async (a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)]
        const proof = await rangeHashes(read, consistencyRanges(from, to))
        const [before, after] = [await headAt(from), await headAt(to)]
        expect(verifyConsistency(from, to, before, after, proof)).toBe(true)
        expect(verifyConsistency(from, to, leafHash('another'), after, proof)).toBe(false)
        expect(verifyConsistency(from, to, before, leafHash('another'), proof)).toBe(false)
      }),
    )
  })

  it('proves many entries at once with the hashes between them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3_000 }), fc.uniqueArray(fc.nat(2_999), { maxLength: 300 }), async (size, chosen) => {
        const positions = chosen.filter((at) => at < size).sort((a, b) => a - b)
        const proof = await rangeHashes(read, multiproofRanges(positions, size))
        const leaves = positions.map((at) => log[at] as Buffer)
        const root = await headAt(size)
        expect(multiproofRoot(leaves, positions, size, proof)).toEqual(root)
        expect(multiproofRoot(new HashBuffer(Buffer.concat(leaves)), positions, size, new HashBuffer(Buffer.concat(proof)))).toEqual(root)
        expect(multiproofRoot(leaves, positions, size, [...proof, root])).toBeNull()
        if (leaves.length > 0) expect(multiproofRoot([leafHash('another'), ...leaves.slice(1)], positions, size, proof)).not.toEqual(root)
      }),
      { numRuns: 60 },
    )
    expect(multiproofRanges(Array.from({ length: 777 }, (_, n) => n), 777)).toEqual([])
  })
})

/** Published vectors (transparency-dev/merkle, `testdata`), read in place beside the repository, or where MERKLE_VECTORS says they are. */
const vectors = [process.env['MERKLE_VECTORS'] ?? '', resolve(import.meta.dirname, '../../../shared/vectors/merkle/testdata')].find((folder) => folder !== '' && existsSync(folder))
describe.skipIf(!vectors)('published vectors', () => {
  const files = (kind: string) =>
    readdirSync(join(vectors as string, kind), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
  const bytes = (text: string | null | undefined) => Buffer.from(text ?? '', 'base64')

  type Vector = { desc: string; wantErr: boolean; proof: string[] | null; leafHash?: string; leafIdx: number; treeSize: number; root: string; start: number; end: number; size: number; size1: number; size2: number; root1: string; root2: string }
  const HOLDS: Record<string, (v: Vector, proof: Buffer[]) => boolean> = {
    inclusion: (v, proof) => verifyInclusion(bytes(v.leafHash), v.leafIdx, v.treeSize, proof, bytes(v.root)),
    consistency: (v, proof) => verifyConsistency(v.size1, v.size2, bytes(v.root1), bytes(v.root2), proof),
    subtreeinclusion: (v, proof) => verifySubtreeInclusion(bytes(v.leafHash), v.leafIdx, v.start, v.end, proof, bytes(v.root)),
    subtreeconsistency: (v, proof) => verifySubtreeConsistency(v.start, v.end, v.size, bytes(v.root1), bytes(v.root2), proof),
  }

  it.each(Object.keys(HOLDS))('%s', (kind) => {
    const found = files(kind)
    expect(found.length).toBeGreaterThan(50)
    for (const file of found) {
      const v = JSON.parse(readFileSync(file, 'utf8')) as Vector
      expect(HOLDS[kind]?.(v, (v.proof ?? []).map(bytes)), `${file}: ${v.desc}`).toBe(!v.wantErr)
    }
  })
})

describe('a checkpoint', () => {
  const seed = Buffer.alloc(32, 7)
  const signer = noteSigner('log.example/one', seed)
  const verifier = readVerifier(signer.vkey) ?? expect.fail('no verifier')
  const head = { origin: 'log.example/one', size: 70_000, root: headOf(log.slice(0, 5)) }
  const note = signCheckpoint(head, signer)

  it('is opened by the key that signed it, unchanged', () => {
    expect(openCheckpoint(note, verifier)).toEqual(head)
    expect(peekCheckpoint(note)).toEqual(head)
    expect(openCheckpoint(`${note}— witness.example ${randomBytes(76).toString('base64')}\n`, verifier)).toEqual(head)
  })

  it('is refused when anything of it was changed, or somebody else signed it', () => {
    for (let at = 0; at < note.length; at++) {
      const changed = note.slice(0, at) + (note[at] === 'A' ? 'B' : 'A') + note.slice(at + 1)
      expect(openCheckpoint(changed, verifier), `character ${at}`).toBeNull()
    }
    expect(openCheckpoint(signCheckpoint(head, noteSigner('log.example/one', Buffer.alloc(32, 8))), verifier)).toBeNull()
    for (const text of ['', '\n\n', 'a\n\n', note.trimEnd(), note.replace('70000', '070000')]) expect(openCheckpoint(text, verifier), text).toBeNull()
  })

  it('names its key in the form others read, and refuses another', () => {
    // The key of the Go checksum database, as Go's own source gives it.
    expect(readVerifier('sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8')).toMatchObject({ name: 'sum.golang.org' })
    for (const bad of ['', 'a+b+c', signer.vkey.replace(/\+[0-9a-f]{8}\+/, '+00000000+'), `${signer.vkey}AAAA`]) expect(readVerifier(bad), bad).toBeNull()
  })
})

describe('a cosignature', () => {
  const note = signCheckpoint({ origin: 'log.example/one', size: 7, root: headOf(log.slice(0, 7)) }, noteSigner('log.example/one', Buffer.alloc(32, 7)))
  const witness = cosigner('witness.example/w1', Buffer.alloc(32, 9))
  const key = readCosigner(witness.vkey) ?? expect.fail('no key')

  it('is the line that C2SP tlog-cosignature defines, byte by byte', () => {
    const line = witness.cosign(note, 1_679_315_147)
    const [, name, encoded = ''] = /^— (\S+) (\S+)\n$/.exec(line) ?? []
    const bytes = Buffer.from(encoded, 'base64')
    const raw = Buffer.from(witness.vkey.split('+').slice(2).join('+'), 'base64')
    expect([name, raw[0], raw.length, bytes.length]).toEqual(['witness.example/w1', 4, 33, 4 + 8 + 64])
    expect(bytes.subarray(0, 4)).toEqual(createHash('sha256').update('witness.example/w1\n').update(raw).digest().subarray(0, 4))
    // The time as it stands in the example of the specification.
    expect(bytes.subarray(4, 12)).toEqual(Buffer.from('jWbPPwAAAABkGFDL', 'base64').subarray(4, 12))
    const message = `cosignature/v1\ntime 1679315147\n${note.slice(0, note.indexOf('\n\n') + 1)}`
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw.subarray(1).toString('base64url') }, format: 'jwk' })
    expect(verify(null, Buffer.from(message), publicKey, bytes.subarray(12))).toBe(true)
  })

  it('is found below the checkpoint that it is of, by the key that made it, and nowhere else', () => {
    const line = witness.cosign(note, 100)
    expect(findCosignature(note + line, key)).toEqual({ line, seconds: 100 })
    expect(findCosignature(note + witness.cosign(note, 300) + line, key)?.seconds).toBe(300)
    const other = signCheckpoint({ origin: 'log.example/one', size: 8, root: headOf(log.slice(0, 8)) }, noteSigner('log.example/one', Buffer.alloc(32, 7)))
    for (const text of ['', line, note, other + line, note + cosigner('witness.example/w1', Buffer.alloc(32, 8)).cosign(note, 100), note + cosigner('witness.example/w2', Buffer.alloc(32, 9)).cosign(note, 100)])
      expect(findCosignature(text, key), text).toBeNull()
    // The time is signed for: no byte of the line may be another.
    const bytes = Buffer.from(line.split(' ')[2] ?? '', 'base64')
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(findCosignature(`${note}— witness.example/w1 ${changed.toString('base64')}\n`, key), `byte ${at}`).toBeNull()
    }
  })

  it('is by a key of its own kind: one of notes makes none, and it opens none', () => {
    expect([readCosigner(noteSigner('log.example/one', Buffer.alloc(32, 7)).vkey), readVerifier(witness.vkey), readCosigner(`${witness.vkey}A`)]).toEqual([null, null, null])
    expect(openCheckpoint(note + witness.cosign(note, 100), readVerifier(noteSigner('log.example/one', Buffer.alloc(32, 7)).vkey) ?? expect.fail())?.size).toBe(7)
    expect(() => witness.cosign('no note', 1)).toThrow(RangeError)
  })
})

describe('a proof in a file', () => {
  it('is read as it was written, and nothing else is', () => {
    const proof = { index: 73_894, hashes: log.slice(0, 5), checkpoint: 'log.example\n5\nAAAA\n\n— log.example AAAA\n' }
    const text = writeTlogProof(proof)
    expect(readTlogProof(text)).toEqual(proof)
    expect(readTlogProof(text.replace('\nindex', '\nextra AAAA\nindex'))).toEqual(proof)
    expect(readTlogProof(writeTlogProof({ ...proof, hashes: [] }))).toEqual({ ...proof, hashes: [] })
    for (const bad of ['', text.replace('@v1', '@v2'), text.replace('index 7', 'index 07'), text.replace('index 73894', 'index x'), text.replace('=', '')])
      expect(readTlogProof(bad), bad.slice(0, 60)).toBeNull()
  })
})

describe('the path of a tile', () => {
  it.each([
    ['0/000', { level: 0, start: 0, end: 256 }],
    ['1/x001/x234/067', { level: 1, start: 1_234_067 * 256, end: 1_234_068 * 256 }],
    ['0/273.p/96', { level: 0, start: 273 * 256, end: 273 * 256 + 96 }],
    ['entries/x001/000', { level: 'entries', start: 256_000, end: 256_256 }],
  ])('%s', (path, tile) => expect(readTilePath(path)).toEqual(tile))

  it.each(['', '0', '0/1', '0/x000/001', '0/001.p/0', '0/001.p/256', '0/001.p/01', '00/001', '8/000', '-1/000', '0/../000', 'entries/1', '0/x1234/000'])('not %s', (path) =>
    expect(readTilePath(path)).toBeNull(),
  )
})
