import { extractText, getDocumentProxy } from 'unpdf'
import { beforeAll, describe, expect, it } from 'vitest'
import { noteSigner, signCheckpoint } from '@/lib/tlog'
import { writePosturePdf } from './posture-pdf'
import { isReport, verifyReport, writeReport, type PostureReport } from './index'

const signer = noteSigner('log.test/log/one', Buffer.alloc(32, 1))
const score = { identity: 44.4, operation: null }
const REPORT: PostureReport = {
  estate: { id: 'e', name: 'Société Générale des Włókien', agents: 12, registered: 20, people: 7 },
  snapshot: { day: '2026-11-22', taken_at: '2026-11-22T10:00:00.000Z', version: 2 },
  scores: score,
  before: { day: '2026-08-24', comparable: false, scores: { identity: 40, operation: null } },
  dimensions: [
    { id: 'audit_attribution', set: 'identity', title: 'Audit and attribution', score: 88, level: 'optimizing', before: 70, target: 99, published: 65, measured: 3, facts: 4 },
    { id: 'monitoring', set: 'operation', title: 'Monitoring', score: null, level: null, before: null, target: 92, published: null, measured: 0, facts: 3 },
  ],
  trend: [{ day: '2026-11-21', version: 2, identity: 40, operation: null }, { day: '2026-11-22', version: 2, ...score }],
  gaps: [{ id: 'owned', title: 'Agents with a live owner', dimension: 'Inventory', good: 3, total: 12, threshold: 1, adds: 4.2, remedy: 'Transfer' }],
  questions: [{ title: 'Which systems does it reach?', good: 9, total: 12 }, { title: 'How fast can it be revoked?', good: 0, total: 0 }],
  frameworks: [{ id: 'x', title: 'A framework', note: 'A note.', source: 'A source', controls: [{ id: 'C1', title: 'A control', state: 'supports', facts: [{ title: 'A fact', state: 'met' }] }] }],
  unknown: [{ title: 'Findings that somebody handled', dimension: 'Monitoring', needs: 'Findings.' }],
}
const checkpoint = signCheckpoint({ origin: signer.name, size: 3, root: Buffer.alloc(32, 3) }, signer)
const about = { made_at: '2026-11-22T11:00:00.000Z', made_by: 'An Auditor', report: REPORT, checkpoint }
let pdf: Buffer
let json: string

beforeAll(async () => {
  pdf = await writePosturePdf(REPORT, { isSample: false })
  json = writeReport(pdf, about, signer)
})

describe('a posture report', () => {
  it('is verified by the key alone, with its PDF or without', () => {
    expect(isReport(json)).toBe(true)
    expect(verifyReport(json, pdf, [signer.vkey])).toMatchObject({ ok: true, value: { hasPdf: true, manifest: { report: { scores: score }, made_by: 'An Auditor' }, checkpoint: { size: 3 } } })
    expect(verifyReport(json, null, [signer.vkey])).toMatchObject({ ok: true, value: { hasPdf: false } })
    expect(verifyReport(json, pdf, [])).toMatchObject({ fault: { code: 'unknown_key' } })
    expect(verifyReport(json, pdf, [noteSigner(signer.name, Buffer.alloc(32, 2)).vkey])).toMatchObject({ fault: { code: 'not_signed' } })
  })

  it('is not, once a byte of either is another, or the head in it is none of the log’s', () => {
    const other = Buffer.from(pdf)
    other[500] = (other[500] ?? 0) ^ 1
    expect(verifyReport(json, other, [signer.vkey])).toMatchObject({ fault: { code: 'pdf_differs' } })
    expect(verifyReport(json.replace('88', '89'), pdf, [signer.vkey])).toMatchObject({ fault: { code: 'not_signed' } })
    for (const text of ['', '{}', json.slice(0, -9)]) expect(verifyReport(text, pdf, [signer.vkey])).toMatchObject({ fault: { code: 'not_a_manifest' } })
    expect(verifyReport(writeReport(pdf, { ...about, checkpoint: 'log.test/log/one\n3\nx\n\n' }, signer), pdf, [signer.vkey])).toMatchObject({ fault: { code: 'not_in_log' } })
  })

  it('says in its PDF what it says in its JSON, what is unknown as such, and claims no more than support', async () => {
    const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf)), { mergePages: true })
    for (const said of ['Société Générale des Włókien', '44 of 100', '12 active, 20 registered ever', 'Agents with a live owner', '3 of 12', '9 of 12', '75 %', 'evidence supports it', 'Findings that somebody handled', 'Definitions or weights changed since 2026-08-24']) expect(text).toContain(said)
    expect(text).toMatch(/Operation\s+unknown/)
    expect(text).toMatch(/How fast can it be revoked\?\s+unknown\s+unknown/)
    expect(text).not.toMatch(/complian|certif(?:ied|icate)/i)
    expect(text).not.toContain('An Auditor') // who took it is no part of what was found
  })

  it('is the same bytes for the same snapshot, whoever takes it', async () => {
    expect((await writePosturePdf(structuredClone(REPORT), { isSample: false })).equals(pdf)).toBe(true)
    expect((await writePosturePdf({ ...REPORT, scores: { ...score, identity: 45.5 } }, { isSample: false })).equals(pdf)).toBe(false)
  })
})
