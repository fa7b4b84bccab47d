import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '@/lib/cli/program'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { writeOutside } from '@/lib/evidence'
import { addWitness, exportLedger, getConsistency, getProof, listWitnessed, listWitnesses, publishedHead, removeWitness, unwitnessLog, witnessLog, witnessUrl } from '@/lib/identity/ledger'
import { WITNESSES_MAX } from '@/lib/identity/ledger/witness/contract'
import { cliEnvironment } from '@/lib/kernel/environment'
import type { TenantId } from '@/lib/kernel/ids'
import { logRoutes } from '@/lib/protocols/log/routes'
import { witnessRoutes } from '@/lib/protocols/witness/routes'
import { witnessCosigner } from '@/lib/processes/authority/checkpoint-signer'
import { testDatabase } from '@/lib/testing/database'
import { freePort } from '@/lib/testing/free-port'
import { sealed, tampered, testCalls } from '@/lib/testing/ledger'
import { memoryLog } from '@/lib/testing/memory-log'
import { entriesOf, makePerson, makeTenant, type TestPerson } from '@/lib/testing/people'
import { cosigner, findCosignature, noteSigner, readCosigner, type CosignatureVerifier } from '@/lib/tlog'
import { askWitnesses } from './ask-witnesses'

const database = await testDatabase()
const signerOf = (tenant: string) => noteSigner(`log.test/log/${tenant}`, Buffer.alloc(32, 5))
const cosignerOf = witnessCosigner('https://witness.test', (tenantId) => Buffer.alloc(32, tenantId))
let issuer: string
let close: () => void
let owner: pg.Client
let folder: string
beforeAll(async () => {
  openDatabase(database.authorityUrl)
  owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  folder = mkdtempSync(join(tmpdir(), 'lanyard-witness-'))
  const server = http.createServer(getRequestListener(witnessRoutes({ cosignerOf }).fetch))
  const port = await freePort()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  issuer = `http://127.0.0.1:${port}`
  close = () => (server.closeAllConnections(), server.close())
})
afterAll(async () => {
  close()
  await owner.end()
  await closeDatabase()
  rmSync(folder, { recursive: true, force: true })
})
const need = <T>(result: { ok: true; value: T } | { ok: false; refusal: unknown }): T => (result.ok ? result.value : expect.fail(JSON.stringify(result.refusal)))
const keyOf = (vkey: string): CosignatureVerifier => readCosigner(vkey) ?? expect.fail('no key of a witness')
/** With the rights of somebody else than the authority. */
async function as<T>(url: string, work: () => Promise<T>): Promise<T> {
  await closeDatabase()
  openDatabase(url)
  try {
    return await work()
  } finally {
    await closeDatabase()
    openDatabase(database.authorityUrl)
  }
}
const told: { kind: string; reason: string }[] = []
const round = () => askWitnesses({ innerNetworks: true }, { notCosigned: (fields) => void told.push(fields) })
/** Asks, where the witness is served by this process as well, over the one pool that it has. */
const both = () => as(database.ownerUrl, round)
const due = () => owner.query('update ledger_witness set next_at = now()')

describe('a witness of others’ logs (C2SP tlog-witness)', () => {
  const one = noteSigner('log.example/one', Buffer.alloc(32, 1))
  const names = (letter: string) => Array.from({ length: 40 }, (_, n) => (n < 5 ? `entry ${n}` : `${letter} ${n}`))
  const [log, fork] = [memoryLog(one, names('a')), memoryLog(one, names('b'))]
  let tenantId: TenantId
  let admin: TestPerson
  beforeAll(async () => {
    tenantId = await makeTenant()
    admin = await makePerson(tenantId)
  })
  const send = (body: string) => fetch(`${witnessUrl(issuer, tenantId)}/add-checkpoint`, { method: 'POST', body })
  const submit = async (of: typeof log, from: number, to: number) => send(writeOutside({ note: of.note(to), old: { from, hashes: await of.proof(from, to) } }))
  const statusOf = async (answer: Promise<Response>) => (await answer).status

  it('cosigns the heads of logs that it was given, each as what continues the one before, and no other', async () => {
    expect(await statusOf(submit(log, 0, 3))).toBe(404)
    expect(await witnessLog(admin, { vkey: `${one.vkey}A` })).toMatchObject({ ok: false, refusal: { code: 'invalid' } })
    expect(await witnessLog(admin, { vkey: cosignerOf(tenantId).vkey })).toMatchObject({ ok: false, refusal: { code: 'invalid' } })
    const { id } = need(await witnessLog(admin, { vkey: one.vkey }))
    expect(await witnessLog(admin, { vkey: one.vkey })).toMatchObject({ ok: false, refusal: { fields: { vkey: expect.stringContaining('already') } } })
    for (const body of ['', 'old 0\n\n', 'nothing', log.note(3), writeOutside({ note: log.note(3), old: { from: 4, hashes: [] } })]) expect(await statusOf(send(body)), body).toBe(400)
    expect(await statusOf(submit(memoryLog(noteSigner('log.example/one', Buffer.alloc(32, 9)), names('a')), 0, 3))).toBe(403)
    expect(await statusOf(send(writeOutside({ note: log.note(3), old: { from: 0, hashes: [Buffer.alloc(32)] } })))).toBe(422)

    const first = await submit(log, 0, 3)
    expect([first.status, findCosignature(log.note(3) + (await first.text()), keyOf(cosignerOf(tenantId).vkey))?.seconds]).toEqual([200, expect.closeTo(Date.now() / 1_000, -2)])
    const stale = await submit(log, 0, 4)
    expect([stale.status, stale.headers.get('content-type'), await stale.text()]).toEqual([409, 'text/x.tlog.size', '3\n'])
    expect(await statusOf(submit(log, 3, 3))).toBe(200)
    expect(await statusOf(submit(log, 3, 10))).toBe(200)
    expect(await statusOf(submit(fork, 10, 20))).toBe(422)
    expect(await statusOf(send('x'.repeat(20_000)))).toBe(413)

    // Another head of the same size, signed by the log: kept, and recorded once.
    for (const _twice of [1, 2]) expect(await statusOf(submit(fork, 10, 10))).toBe(409)
    const { logs, url } = need(await listWitnessed({ issuer, cosignerOf })(admin, {}))
    expect([url, logs]).toMatchObject([witnessUrl(issuer, tenantId), [{ origin: one.name, head: { size: 10 }, conflict: { note: fork.note(10) } }]])
    expect((await entriesOf(tenantId)).map(({ action }) => action)).toEqual(['ledger.witnessed.add', 'ledger.witness.conflict'])

    // Whoever asks hears which head it was; removed and added again, it goes on from there.
    const asked = await (await fetch(`${url}/checkpoint?origin=${one.name}`)).text()
    expect([asked.startsWith(log.note(10)), findCosignature(asked, keyOf(cosignerOf(tenantId).vkey)) !== null]).toEqual([true, true])
    need(await unwitnessLog(admin, { logId: id }))
    expect(await Promise.all([statusOf(submit(log, 10, 11)), statusOf(fetch(`${url}/checkpoint?origin=${one.name}`))])).toEqual([404, 404])
    need(await witnessLog(admin, { vkey: one.vkey }))
    expect(await statusOf(submit(fork, 0, 12))).toBe(409)
    // Not even its own database lets it go back.
    for (const sql of ['update witnessed_log set size = 4', `update witnessed_log set root = sha256('x')`, 'delete from witnessed_log']) await expect(owner.query(sql), sql).rejects.toThrow(/goes back behind no head|insert-only/)
  })

  it('[46] cosigns one of two histories that are sent to it at once, however often', async () => {
    for (let turn = 0; turn < 2; turn++) {
      const signer = noteSigner(`log.example/raced-${turn}`, Buffer.alloc(32, 2))
      const [left, right] = [memoryLog(signer, names('l')), memoryLog(signer, names('r'))]
      need(await witnessLog(admin, { vkey: signer.vkey }))
      expect(await statusOf(submit(left, 0, 5))).toBe(200)
      const sizes = Array.from({ length: 6 }, (_, n) => 6 + n)
      const answers = await Promise.all(sizes.flatMap((to) => [left, right].map(async (of) => ({ of, to, status: (await submit(of, 5, to)).status }))))
      const cosigned = answers.filter(({ status }) => status === 200)
      expect([cosigned.length, answers.every(({ status }) => status === 200 || status === 409)]).toEqual([1, true])
      const [{ of, to } = expect.fail()] = cosigned
      expect(await statusOf(submit(of === left ? right : left, to, 30))).toBe(422)
      expect(await statusOf(submit(of, to, 30))).toBe(200)
    }
  })
})

describe('a log that has witnesses', () => {
  const lanyard = async (...args: string[]) => {
    const said: string[] = []
    const environment = cliEnvironment({ LANYARD_HOME: folder, XDG_CONFIG_HOME: folder, LANYARD_ISSUER: 'http://127.0.0.1:1' })
    const code = await run(args, { environment, out: (text) => void said.push(text), say: (text) => void said.push(text), isInteractive: false, openBrowser: () => undefined })
    return [code, said.join('\n')]
  }
  const written = async (admin: TestPerson, name: string, input: object) => {
    const { write, count } = need(await exportLedger({ issuer: 'http://a', signerOf })(admin, { format: 'jsonl', ...input }))
    const lines = write()
    let [text, step] = ['', await lines.next()]
    for (; !step.done; step = await lines.next()) text += step.value
    writeFileSync(join(folder, name), text)
    writeFileSync(join(folder, `${name}.manifest.json`), step.value)
    return { file: join(folder, name), count }
  }

  it('has its heads cosigned by another Lanyard; evidence carries that, and shows a log that was cut back', async () => {
    const [ours, theirs] = [await makeTenant(), await makeTenant()]
    const [admin, witnessAdmin] = [await makePerson(ours), await makePerson(theirs)]
    const [log, witness] = [signerOf(ours), cosignerOf(theirs)]
    expect(await addWitness(admin, { name: 'W', url: witnessUrl(issuer, theirs), vkey: log.vkey })).toMatchObject({ ok: false, refusal: { code: 'invalid' } })
    expect(await addWitness(admin, { name: 'The other', url: `${witnessUrl(issuer, theirs)}?x`, vkey: witness.vkey })).toMatchObject({ ok: false, refusal: { code: 'invalid' } })
    need(await addWitness(admin, { name: 'The other', url: witnessUrl(issuer, theirs), vkey: witness.vkey }))
    const old = await sealed(ours, testCalls(ours, 12), signerOf)
    await both()
    expect(told.splice(0)).toMatchObject([{ kind: 'unreachable', reason: 'the checkpoint was answered with 404' }]) // not given to it yet
    need(await witnessLog(witnessAdmin, { vkey: log.vkey }))
    await due()
    await both()
    expect([told, need(await listWitnesses(admin, {}))]).toMatchObject([[], [{ name: 'The other', cosigned: { size: old }, behind: 0, problem: null, attempts: 0 }]])
    expect(findCosignature((await publishedHead(ours))?.note ?? '', keyOf(witness.vkey))).not.toBeNull()
    const [{ id: first } = expect.fail()] = (await owner.query<{ id: string }>('select entry_id as id from ledger_leaf where tenant_id = $1 and position = 0', [ours])).rows

    // What lies below the cosigned head stands under it, also once there is a newer one.
    const size = await sealed(ours, testCalls(ours, 8), signerOf)
    const trust = ['--key', log.vkey, '--witness', witness.vkey]
    const served = async (query = '') => (await logRoutes({ authenticate: () => Promise.resolve(null) }).request(`/log/${ours}/checkpoint${query}`)).text()
    expect([await served(), findCosignature(await served('?cosigned'), keyOf(witness.vkey)) !== null]).toEqual([(await publishedHead(ours))?.note, true])
    expect([(await served()).split('\n')[1], (await served('?cosigned')).split('\n')[1]]).toEqual([String(size), String(old)])
    const proof = need(await getProof(admin, { eventId: first }))
    writeFileSync(join(folder, 'entry'), proof.entry)
    writeFileSync(join(folder, 'entry.tlog-proof'), proof.proof)
    expect(await lanyard('verify', ...trust, join(folder, 'entry'))).toEqual([0, expect.stringMatching(new RegExp(`signed head of ${old}, cosigned at ${old} by witness.test/witness/${theirs}`))])
    const [all, cosigned] = [await written(admin, 'all.jsonl', {}), await written(admin, 'cosigned.jsonl', { as_far_as: 'cosigned' })]
    expect([all.count, cosigned.count]).toEqual([size, old])
    expect(await lanyard('verify', ...trust, cosigned.file)).toEqual([0, expect.stringContaining('intact')])
    expect(await lanyard('verify', '--key', log.vkey, all.file)).toEqual([0, expect.stringContaining('intact')])
    expect(await lanyard('verify', ...trust, all.file)).toEqual([1, expect.stringContaining('no head that it stands under is cosigned')])
    expect(await lanyard('verify', '--key', log.vkey, '--witness', cosigner('witness.test/another', Buffer.alloc(32, 3)).vkey, cosigned.file)).toEqual([1, expect.stringContaining('witness.test/another')])
    expect(await lanyard('verify', '--key', log.vkey, '--witness', log.vkey, cosigned.file)).toEqual([1, expect.stringContaining('is no key of a witness')])

    await both()
    const kept = join(folder, 'witnessed')
    expect(await lanyard('log', 'witnessed', witnessUrl(issuer, theirs), log.name, '--out', kept)).toEqual([0, expect.stringContaining('wrote')])
    expect(await lanyard('verify', ...trust, '--checkpoint', kept, all.file)).toEqual([0, expect.stringMatching(/agrees with the outside checkpoint, cosigned/)])
    const between = need(await getConsistency(admin, { from: 3, head_size: old }))
    expect([between.size, between.checkpoint.split('\n')[1]]).toEqual([old, String(old)])
    expect(await getConsistency(admin, { from: 3, head_size: old + 1 })).toMatchObject({ ok: false })

    // Cut back and written on: its own evidence is whole, and the witness takes no head of it.
    await tampered(owner, async () => {
      await owner.query('delete from ledger_entry e using ledger_leaf l where l.entry_id = e.id and l.tenant_id = $1 and l.position >= 6', [ours])
      for (const table of ['ledger_leaf where position >= 6 and', 'ledger_node where', 'ledger_cosignature where', 'ledger_checkpoint where']) await owner.query(`delete from ${table} tenant_id = $1`, [ours])
      await owner.query('update ledger_witness set cosigned_size = null, cosigned_at = null, known_size = 0 where tenant_id = $1', [ours])
    })
    const cut = await sealed(ours, testCalls(ours, 2), signerOf)
    expect(cut).toBeLessThan(size)
    await due()
    await both()
    expect(told.splice(0)).toMatchObject([{ kind: 'contradiction', reason: expect.stringContaining(`it knows the log at ${size}`) }])
    const forged = await written(admin, 'forged.jsonl', {})
    expect(await lanyard('verify', '--key', log.vkey, forged.file)).toEqual([0, expect.stringContaining('intact')])
    expect(await lanyard('verify', ...trust, '--checkpoint', kept, forged.file)).toEqual([1, expect.stringContaining('the log was truncated or restored from an old backup')])
    await sealed(ours, testCalls(ours, size), signerOf)
    await due()
    await both()
    await due()
    await both()
    expect(told.splice(0).at(-1)).toMatchObject({ kind: 'contradiction' })
    const [other = expect.fail()] = need(await listWitnesses(admin, {}))
    expect(other).toMatchObject({ contradicts: true, cosigned: null, problem: expect.stringContaining('does not take the head') })
    expect((await entriesOf(ours)).filter(({ action }) => action === 'ledger.witness.contradict')).toHaveLength(1)
    need(await removeWitness(admin, { witnessId: other.id }))
  })

  it('keeps no cosignature that its witness’s key has not made, and asks where it may', async () => {
    const tenantId = await makeTenant()
    const admin = await makePerson(tenantId)
    const [right, wrong] = [cosigner('w.test/one', Buffer.alloc(32, 8)), cosigner('w.test/one', Buffer.alloc(32, 7))]
    let answer = (note: string) => wrong.cosign(note, 1_700_000_000)
    const server = http.createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => response.end(answer(body.slice(body.indexOf('\n\n') + 2))))
    })
    const port = await freePort()
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    try {
      const { id: witnessId } = need(await addWitness(admin, { name: 'One', url: `http://127.0.0.1:${port}/`, vkey: right.vkey }))
      const size = await sealed(tenantId, testCalls(tenantId, 3), signerOf)
      await as(database.workerUrl, () => askWitnesses({ innerNetworks: false }, { notCosigned: (fields) => void told.push(fields) }))
      expect(told.splice(0)).toMatchObject([{ kind: 'unreachable', reason: expect.stringContaining('LANYARD_INNER_NETWORKS') }])
      for (const bad of [answer, () => 'nothing', () => `${right.cosign(signerOf(tenantId).sign('another\n9\nAAAA\n'), 1)}`]) {
        answer = bad
        await due()
        await as(database.workerUrl, round)
        expect(told.splice(0)).toMatchObject([{ kind: 'unreachable', reason: 'its answer holds no cosignature by the key that was given for it' }])
      }
      answer = (note) => `${wrong.cosign(note, 2)}${right.cosign(note, 1_700_000_001)}`
      await due()
      await as(database.workerUrl, round)
      expect([told, need(await listWitnesses(admin, {}))]).toMatchObject([[], [{ cosigned: { size, at: '2023-11-14T22:13:21.000Z' } }]])
      need(await removeWitness(admin, { witnessId }))
      for (let n = 0; n < WITNESSES_MAX; n++) need(await addWitness(admin, { name: `W ${n}`, url: 'https://w.test', vkey: cosigner(`w.test/${n}`, Buffer.alloc(32, 8)).vkey }))
      expect(await addWitness(admin, { name: 'One more', url: 'https://w.test', vkey: right.vkey })).toMatchObject({ ok: false, refusal: { code: 'invalid' } })
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })
})
