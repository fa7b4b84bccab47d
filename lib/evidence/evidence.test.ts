import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { exportOf, inPieces, memoryLog, testEntry, testRow } from '@/lib/testing/evidence'
import { consistencyRanges, headOf, inclusionRanges, leafHash, noteSigner, rangeHashes, signCheckpoint, writeTlogProof, type Checkpoint } from '@/lib/tlog'
import { compareOutside, EXPORT_FORMATS, isCutOff, openManifest, readOutside, unpacked, verifyEntry, verifyExport, writeOutside, type ExportFormat } from '.'
import { decodePositions, encodePositions } from './positions'
import { LINE_BYTES_MAX } from './read-lines'

const signer = noteSigner('log.test/log/one', Buffer.alloc(32, 9))
const stranger = noteSigner('log.test/log/one', Buffer.alloc(32, 8))
const log = memoryLog(Array.from({ length: 1_500 }, (_, n) => testEntry(n)))
const all = Array.from({ length: 1_500 }, (_, n) => n)
/** What a filter leaves: some, with gaps. */
const some = all.filter((n) => n % 7 === 3 || (n > 900 && n < 1_000))

const check = (file: string, manifest: string, keys = [signer.vkey]) => verifyExport(inPieces(file), manifest, keys)
async function faultOf(change: (lines: string[]) => string[], format: ExportFormat = 'jsonl', positions = some) {
  const { file, manifest } = await exportOf(log, positions, signer, format)
  const result = await check(change(file.split('\n').slice(0, -1)).map((line) => `${line}\n`).join(''), manifest)
  return result.ok ? 'intact' : result.fault
}

describe('[46] an export', () => {
  it.each(EXPORT_FORMATS)('as %s is intact as it was written, whole or filtered, and empty', async (format) => {
    for (const positions of [all, some, [], [0], [1_499]]) {
      const { file, manifest } = await exportOf(log, positions, signer, format)
      const result = await check(file, manifest)
      expect(result).toMatchObject({ ok: true, value: { checkpoint: { size: 1_500 }, manifest: { count: positions.length, format } } })
    }
  })

  it.each(EXPORT_FORMATS)('as %s names the line in which one bit was flipped', async (format) => {
    const headerLines = format === 'csv' ? 1 : 0
    for (const index of [0, 7, some.length - 1]) {
      const flip = (lines: string[]) => lines.map((line, n) => (n === index + headerLines ? flipped(line, Math.floor(line.length / 2)) : line))
      expect(await faultOf(flip, format)).toEqual({ code: 'changed', line: index + headerLines + 1, position: some[index] })
    }
  })

  it('names the first entry that was removed, put in, moved or cut off', async () => {
    const other = log.lines[0] as string // an entry of the log that this export does not have
    expect(await faultOf((lines) => lines.filter((_, n) => n !== 4))).toEqual({ code: 'removed', line: 5, position: some[4], count: 1 })
    expect(await faultOf((lines) => lines.filter((_, n) => n < 4 || n > 8))).toEqual({ code: 'removed', line: 5, position: some[4], count: 5 })
    expect(await faultOf((lines) => lines.toSpliced(4, 0, other))).toEqual({ code: 'inserted', line: 5 })
    expect(await faultOf((lines) => lines.toSpliced(4, 1, other))).toEqual({ code: 'changed', line: 5, position: some[4] })
    expect(await faultOf((lines) => lines.toSpliced(4, 2, lines[5] as string, lines[4] as string))).toEqual({ code: 'reordered', line: 5, position: some[5], expected: some[4] })
    expect(await faultOf((lines) => lines.toSpliced(9, 1).toSpliced(2, 0, lines[9] as string))).toEqual({ code: 'reordered', line: 3, position: some[9], expected: some[2] })
    expect(await faultOf((lines) => lines.slice(0, -3))).toEqual({ code: 'truncated', line: some.length - 2, position: some.at(-3), count: 3 })
    expect(await faultOf(() => [])).toEqual({ code: 'truncated', line: 1, position: some[0], count: some.length })
    expect(await faultOf((lines) => [...lines, other])).toEqual({ code: 'added', line: some.length + 1, count: 1 })
    expect(await faultOf((lines) => [`${lines[0]} `, ...lines.slice(1)])).toEqual({ code: 'changed', line: 1, position: some[0] })
  })

  it('says so when its header, its last line feed or its size is not as it was', async () => {
    expect(await faultOf((lines) => [`x,${lines[0]}`, ...lines.slice(1)], 'csv')).toEqual({ code: 'header_changed' })
    const { file, manifest } = await exportOf(log, some, signer)
    expect(await check(file.slice(0, -1), manifest)).toMatchObject({ ok: false, fault: { code: 'file_changed' } })
    expect(await check('x'.repeat(LINE_BYTES_MAX + 10_000), manifest)).toMatchObject({ ok: false, fault: { code: 'line_too_long', line: 1 } })
  })

  it('is verified packed as it was unpacked, also a byte at a time; cut off, and with lines without end behind it, it is not', async () => {
    const { file, manifest } = await exportOf(log, [0, 7], signer)
    const packed = gzipSync(file)
    const read = (bytes: Buffer, each = bytes.length) => verifyExport(unpacked((async function* () { for (let at = 0; at < bytes.length; at += each) yield bytes.subarray(at, at + each) })()), manifest, [signer.vkey]) // prettier-ignore
    for (const [bytes, each] of [[packed, packed.length], [packed, 1], [Buffer.from(file), 1_000], [Buffer.from(file), 1]] as const) expect((await read(bytes, each)).ok).toBe(true)
    await expect(read(packed.subarray(0, -20))).rejects.toSatisfy(isCutOff)
    await expect(read(Buffer.concat([packed.subarray(0, 40), Buffer.alloc(50, 7)]))).rejects.toSatisfy(isCutOff)
    expect(await read(gzipSync(Buffer.concat([Buffer.from(file), Buffer.alloc(300_000, '\n')])))).toMatchObject({ ok: false, fault: { code: 'added', count: expect.toSatisfy((count: number) => count > 100_000 && count < 200_000) } })
    expect((await verifyExport(unpacked((async function* () {})()), manifest, [signer.vkey])).ok).toBe(false)
  })

  it('is believed by nobody without the key, and whatever is changed in its manifest', async () => {
    const { file, manifest } = await exportOf(log, some, signer)
    expect(await check(file, manifest, [])).toMatchObject({ ok: false, fault: { code: 'unknown_key', vkey: signer.vkey, origin: signer.name } })
    expect(await check(file, manifest, [noteSigner('log.test/log/two', Buffer.alloc(32, 9)).vkey])).toMatchObject({ ok: false, fault: { code: 'unknown_key' } })
    expect(await check(file, manifest, [stranger.vkey])).toMatchObject({ ok: false, fault: { code: 'not_signed' } })
    expect(await check(file, manifest, ['nonsense', stranger.vkey, signer.vkey])).toMatchObject({ ok: true })
    const body = (JSON.parse(manifest) as { manifest: Record<string, unknown> }).manifest
    for (const [name, value] of Object.entries(body)) {
      const forged = { ...body, [name]: typeof value === 'number' ? value + 1 : typeof value === 'string' ? `${value}x` : [1] }
      const text = JSON.stringify({ ...JSON.parse(manifest), manifest: forged })
      expect(await check(file, text), name).toMatchObject({ ok: false, fault: { code: expect.stringMatching(/^(not_signed|not_a_manifest|unknown_key)$/) } })
    }
    for (const text of ['', '{}', 'null', '[]', '{"manifest":{},"signature":""}', manifest.slice(0, -20)]) expect(await check(file, text)).toMatchObject({ ok: false, fault: { code: 'not_a_manifest' } })
  })

  it('is in the log, or its entries are not what they are said to be: the signature alone is not enough', async () => {
    const forgedLog = memoryLog(log.entries.map((entry, n) => (n === some[3] ? testEntry(n, { result: 'denied' }) : entry)))
    const { file, manifest } = await exportOf(forgedLog, some, signer)
    const { manifest: body } = JSON.parse(manifest) as { manifest: { proof: string; checkpoint: string } }
    const real = signCheckpoint({ origin: signer.name, size: 1_500, root: headOf(log.leaves) }, signer)
    const { writeManifest } = await import('./manifest')
    const { kind: _kind, ...rest } = body as never as Parameters<typeof writeManifest>[0] & { kind: string }
    expect(await check(file, manifest)).toMatchObject({ ok: true }) // of the log that was forged as a whole
    expect(await check(file, writeManifest({ ...rest, checkpoint: real }, signer))).toMatchObject({ ok: false, fault: { code: 'not_in_log' } })
  })

  it('names a change anywhere (property)', async () => {
    const { file, manifest } = await exportOf(log, some, signer)
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 2), async (at) => {
        const line = file.slice(0, at).split('\n').length
        const result = await check(flipped(file, at), manifest)
        expect(result.ok).toBe(false)
        if (!result.ok && 'line' in result.fault) expect(Math.abs(result.fault.line - line)).toBeLessThanOrEqual(1) // a line feed may join or part two
      }),
      { numRuns: 60 },
    )
  }, 30_000)
})

/** The last bit of a character, flipped; what comes out is a character, too. */
const flipped = (text: string, at: number): string => text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1)

describe('[46] an entry with its proof', () => {
  it('is shown to be in the log by the key and the two texts alone', async () => {
    const root = headOf(log.leaves)
    const proof = async (index: number, head: Checkpoint = { origin: signer.name, size: 1_500, root }, by = signer) =>
      writeTlogProof({ index, hashes: await rangeHashes(log.read, inclusionRanges(index, 1_500)), checkpoint: signCheckpoint(head, by) })
    const entry = log.lines[77] as string
    expect(verifyEntry(entry, await proof(77), [signer.vkey])).toMatchObject({ ok: true, value: { position: 77, checkpoint: { size: 1_500 } } })
    expect(verifyEntry(`${entry}\n`, await proof(77), [signer.vkey])).toMatchObject({ ok: true })
    expect(verifyEntry(flipped(entry, 10), await proof(77), [signer.vkey])).toEqual({ ok: false, fault: { code: 'entry_changed', position: 77 } })
    expect(verifyEntry(entry, await proof(78), [signer.vkey])).toEqual({ ok: false, fault: { code: 'entry_changed', position: 78 } })
    expect(verifyEntry(entry, await proof(77), [])).toMatchObject({ ok: false, fault: { code: 'unknown_key', origin: signer.name } })
    expect(verifyEntry(entry, await proof(77, undefined, stranger), [signer.vkey])).toEqual({ ok: false, fault: { code: 'not_signed' } })
    expect(verifyEntry(entry, 'no proof', [signer.vkey])).toEqual({ ok: false, fault: { code: 'not_a_proof' } })
  })
})

describe('[46] an outside checkpoint', () => {
  const headAt = (size: number, of = log): Checkpoint => ({ origin: signer.name, size, root: headOf(of.leaves.slice(0, size)) })
  const noteAt = (size: number, of = log, by = signer) => signCheckpoint(headAt(size, of), by)
  const older = memoryLog(Array.from({ length: 1_500 }, (_, n) => testEntry(n, n < 1_000 ? {} : { purpose: 'written again after a restore' })))

  async function compared(noteText: string, positions: number[], since: number | null, of = log) {
    const { manifest } = await exportOf(of, positions, signer, 'jsonl', since)
    const opened = openManifest(manifest, [signer.vkey])
    const outside = readOutside(noteText)
    if (!opened.ok || !outside) return expect.fail('not readable')
    const { consistency, verifier, leaves } = opened.value
    const proofs = consistency ? [{ from: consistency.from, to: 1_500, hashes: Array.from({ length: consistency.hashes.length }, (_, n) => consistency.hashes.at(n) as Buffer) }] : []
    expect(leaves).toBeNull()
    const result = await verifyExport(inPieces((await exportOf(of, positions, signer)).file), manifest, [signer.vkey])
    return result.ok ? compareOutside(result.value.checkpoint, outside, verifier, proofs, { leaves: result.value.lines, positions: opened.value.positions }) : expect.fail('not intact')
  }

  it('agrees with the log that it is of, where something shows it', async () => {
    expect(await compared(noteAt(1_500), some, null)).toBeNull()
    expect(await compared(noteAt(700), some, 700)).toBeNull()
    expect(await compared(noteAt(700), all, null)).toBeNull() // the entries themselves show it
    expect(await compared(noteAt(700), some, null)).toEqual({ code: 'no_proof_between', size: 1_500, outside: 700 })
    expect(await compared(noteAt(700), some, 701)).toEqual({ code: 'no_proof_between', size: 1_500, outside: 700 })
  })

  it('finds a log that was cut back, restored or written anew', async () => {
    const later = memoryLog([...log.entries, ...Array.from({ length: 40 }, (_, n) => testEntry(1_500 + n))])
    expect(await compared(noteAt(1_540, later), some, null)).toEqual({ code: 'log_is_shorter', size: 1_500, outside: 1_540 })
    const hashes = await rangeHashes(later.read, consistencyRanges(1_500, 1_540))
    expect(await compared(writeOutside({ note: noteAt(1_540, later), old: { from: 1_500, hashes } }), some, null)).toBeNull()
    // An old backup was restored at 1,000 entries, and the log has grown past the outside checkpoint again.
    expect(await compared(noteAt(1_200), some, 1_200, older)).toEqual({ code: 'log_contradicts', size: 1_500, outside: 1_200 })
    expect(await compared(noteAt(1_200), all, null, older)).toEqual({ code: 'log_contradicts', size: 1_500, outside: 1_200 })
    expect(await compared(noteAt(1_500), some, null, older)).toEqual({ code: 'log_contradicts', size: 1_500, outside: 1_500 })
    expect(await compared(noteAt(1_540, later).replace('1540', '1500'), some, null)).toEqual({ code: 'not_a_checkpoint' })
    expect(await compared(noteAt(700, log, stranger), some, 700)).toEqual({ code: 'not_a_checkpoint' })
  })

  it('is read with the proof that stands above it, and nothing else', () => {
    const outside = { note: noteAt(5), old: { from: 3, hashes: log.leaves.slice(0, 2) } }
    expect(readOutside(writeOutside(outside))).toEqual(outside)
    expect(readOutside(noteAt(5))).toEqual({ note: noteAt(5), old: null })
    for (const text of ['', 'x', 'old 3\nAAAA\n\n' + noteAt(5)]) expect(readOutside(text)).toBeNull()
  })
})

describe('positions', () => {
  it('are read as they were written (property)', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 45 }), { maxLength: 200 }), (list) => {
        const sorted = list.sort((a, b) => a - b)
        const text = encodePositions(sorted)
        expect([...(decodePositions(text, sorted.length) ?? [])]).toEqual(sorted)
        expect(decodePositions(text, sorted.length + 1)).toBeNull()
        if (sorted.length > 0) expect(decodePositions(text, sorted.length - 1)).toBeNull()
      }),
    )
    expect(() => encodePositions([2, 1])).toThrow(RangeError)
    expect(decodePositions(Buffer.of(0x80, 0x00).toString('base64'), 1)).toBeNull()
  })

  it('of a row are those of its leaf', () => expect(testRow(log, 5).leaf).toBe(leafHash(log.lines[5] as string).toString('hex')))
})
