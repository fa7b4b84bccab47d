import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeReport } from '@/lib/evidence'
import { cliEnvironment } from '@/lib/kernel/environment'
import { noteSigner, signCheckpoint } from '@/lib/tlog'
import { run } from './program'

const signer = noteSigner('log.test/log/one', Buffer.alloc(32, 1))
const nothing = { dimensions: [], trend: [], gaps: [], questions: [], frameworks: [], unknown: [], before: null, scores: { identity: 41, operation: null } }
const report = { estate: { id: 'e', name: 'Acme', agents: 1, registered: 1, people: 1 }, snapshot: { day: '2026-11-22', taken_at: '2026-11-22T10:00:00.000Z', version: 2 }, ...nothing }
const pdf = Buffer.from('%PDF-1.7 of a report')
const headOf = (size: number, fill = 3) => signCheckpoint({ origin: signer.name, size, root: Buffer.alloc(32, fill) }, signer)
let folder: string
const at = (name: string) => join(folder, name)

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lanyard-report-'))
  writeFileSync(at('posture.pdf'), pdf)
  writeFileSync(at('posture.json'), writeReport(pdf, { made_at: '2026-11-22T11:00:00.000Z', made_by: 'A', report, checkpoint: headOf(7) }, signer))
  writeFileSync(at('other.pdf'), '%PDF-1.7 of another')
  writeFileSync(at('same.checkpoint'), headOf(7))
  writeFileSync(at('rewritten.checkpoint'), headOf(7, 4))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** With the key, and nobody to ask. */
async function verify(...args: string[]) {
  const [out, err]: [string[], string[]] = [[], []]
  const environment = cliEnvironment({ LANYARD_HOME: at('home'), XDG_CONFIG_HOME: at('config'), LANYARD_ISSUER: 'http://127.0.0.1:1' })
  const code = await run(['verify', '--key', signer.vkey, ...args], { environment, out: (text) => void out.push(text), say: (text) => void err.push(text), isInteractive: false, openBrowser: () => undefined })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

describe('`lanyard verify` of a report', () => {
  it.each([[['posture.pdf']], [['posture.json']], [['posture.json', 'posture.pdf']]])('finds the other of the two by %j', async (names) => {
    const { code, out, err } = await verify(...names.map(at))
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/intact: the posture of Acme as of 2026-11-22T10:00:00.000Z, taken by A .* signed head was of 7; the PDF is the one/)
  })

  it('tells another’s PDF, and a PDF that nothing is beside', async () => {
    expect(await verify(at('posture.json'), at('other.pdf'))).toMatchObject({ code: 1, err: expect.stringContaining('tampered: the PDF is not the one') })
    expect(await verify(at('other.pdf'))).toMatchObject({ code: 1, err: expect.stringContaining('nothing to verify') })
  })

  it('holds it against a checkpoint that was kept outside', async () => {
    expect((await verify(at('posture.pdf'), '--checkpoint', at('same.checkpoint'))).out).toContain('agrees with the outside checkpoint')
    expect(await verify(at('posture.pdf'), '--checkpoint', at('rewritten.checkpoint'))).toMatchObject({ code: 1, err: expect.stringContaining('the log was rewritten') })
  })
})
