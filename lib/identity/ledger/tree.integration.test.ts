import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, hotPool, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { openManifest } from '@/lib/evidence'
import { newId, type PersonId, type TenantId } from '@/lib/kernel/ids'
import { testDatabase } from '@/lib/testing/database'
import { leafHash, noteSigner, openCheckpoint, readTlogProof, readVerifier, verifyInclusion } from '@/lib/tlog'
import type { Actor } from '../actor'
import { appendBatch, exportLedger, getProof, publishCheckpoints, publishedHead, readTile, sequence, type HotEntry } from '.'

const database = await testDatabase()
const tenantId = newId<'tenant'>()
const otherTenant = newId<'tenant'>()
const signerOf = (tenant: string) => noteSigner(`log.test/log/${tenant}`, Buffer.alloc(32, 3))
const verifier = readVerifier(signerOf(tenantId).vkey) ?? expect.fail('no key')
const reader = (of: TenantId): Actor => ({ kind: 'person', tenantId: of, id: newId<'person'>() as PersonId, name: 'R. Eader', role: 'auditor', session: 's' })

const entries = (count: number, of: TenantId = tenantId): HotEntry[] =>
  Array.from({ length: count }, (_, n) => ({
    id: newId<'ledger_entry'>(), tenantId: of, occurredAt: new Date(), action: 'tool.call', result: 'allowed',
    actor: { kind: 'agent', id: newId<'agent'>(), name: 'inv-bot' }, toolServer: 'files', tool: `tool_${n}`,
  })) // prettier-ignore

/** Writes, seals and signs; the size that is signed in the end. */
async function grow(count: number, of: TenantId = tenantId): Promise<number> {
  const before = (await publishedHead(of))?.size ?? 0
  for (let left = count; left > 0; left -= 1_000) await hotTransaction('system', (client) => appendBatch(client, entries(Math.min(left, 1_000), of)))
  await signedUpTo(before + count, of)
  return before + count
}

const signedUpTo = (size: number, of: TenantId = tenantId) =>
  expect.poll(async () => (await sequence(), await publishCheckpoints(signerOf), (await publishedHead(of))?.size ?? 0), { timeout: 20_000, interval: 20 }).toBe(size)

let owner: pg.Client
beforeAll(async () => {
  openDatabase(database.authorityUrl)
  owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  for (const [id, slug] of [[tenantId, 'one'], [otherTenant, 'two']])
    await owner.query(`insert into tenant (id, slug, name, kind) values ($1, $2, $2, 'company')`, [id, slug])
})
afterAll(async () => {
  await owner.end()
  await closeDatabase()
})

describe('signed heads', () => {
  it('are over every sealed entry, each the beginning of the next', async () => {
    const heads = []
    for (const count of [1, 254, 1, 1, 400, 1_500]) {
      await grow(count)
      const head = (await publishedHead(tenantId)) ?? expect.fail('no head')
      expect(openCheckpoint(head.note, verifier)).toEqual({ origin: `log.test/log/${tenantId}`, size: head.size, root: head.root })
      heads.push(head)
    }
    expect(heads.map(({ size }) => size)).toEqual([1, 255, 256, 257, 657, 2_157])
    const { rows } = await hotPool().query(`select level, count(*)::int as n from (select set_config('lanyard.tenant', 'system', false)) s, ledger_node where tenant_id = $1 group by level`, [tenantId])
    expect(rows).toEqual([{ level: 1, n: 8 }])
  })

  it('prove an entry to whoever has the key and the file, and nothing else to anyone', async () => {
    const { rows } = await owner.query<{ entry_id: string; position: string }>('select entry_id, position from ledger_leaf where tenant_id = $1 and position in (0, 255, 256, 2156)', [tenantId])
    expect(rows).toHaveLength(4)
    for (const { entry_id: eventId, position } of rows) {
      const answer = await getProof(reader(tenantId), { eventId })
      if (!answer.ok) return expect.fail(answer.refusal.code)
      const proof = readTlogProof(answer.value.proof) ?? expect.fail('no proof')
      const head = openCheckpoint(proof.checkpoint, verifier) ?? expect.fail('no head')
      expect(proof.index).toBe(Number(position))
      expect(verifyInclusion(leafHash(answer.value.entry), proof.index, head.size, proof.hashes, head.root)).toBe(true)
      expect(verifyInclusion(leafHash(answer.value.entry.replace('allowed', 'denied')), proof.index, head.size, proof.hashes, head.root)).toBe(false)
      expect(Buffer.byteLength(answer.value.proof)).toBeLessThan(1_024)
      expect(await getProof(reader(otherTenant), { eventId })).toEqual({ ok: false, refusal: { code: 'not_found' } })
    }
  })

  it('leave each log its own', async () => {
    await grow(3, otherTenant)
    expect((await publishedHead(otherTenant))?.size).toBe(3)
    expect(openCheckpoint((await publishedHead(otherTenant))?.note ?? '', verifier)).toBeNull()
  })

  it('leave in an export that says so in its signed manifest when they are the sample’s, and only then', async () => {
    const labelOf = async () => {
      const exported = await exportLedger({ issuer: 'http://authority.test', signerOf })(reader(otherTenant), { format: 'csv' })
      const writing = exported.ok ? exported.value.write() : expect.fail(exported.refusal.code)
      let step = await writing.next()
      for (; !step.done; step = await writing.next());
      const opened = openManifest(step.value, [signerOf(otherTenant).vkey])
      return opened.ok ? opened.value.manifest.sample : expect.fail(opened.fault.code)
    }
    expect(await labelOf()).toBeUndefined()
    await owner.query(`update tenant set kind = 'sample' where id = $1`, [otherTenant])
    expect(await labelOf()).toBe(true)
    await owner.query(`update tenant set kind = 'company' where id = $1`, [otherTenant])
  })

  it('leave under one key: after the log’s key has changed, as soon as a head of the new key is signed', async () => {
    const renewed = (tenant: string) => noteSigner(`log.test/log/${tenant}`, Buffer.alloc(32, 5))
    const run = exportLedger({ issuer: 'http://authority.test', signerOf: renewed })
    const before = await publishedHead(otherTenant)
    expect(await run(reader(otherTenant), { format: 'csv' })).toMatchObject({ ok: false, refusal: { code: 'conflict', detail: expect.stringContaining('ask again') } })
    await expect.poll(async () => (await sequence(), await publishCheckpoints(renewed), (await publishedHead(otherTenant))?.vkey), { timeout: 20_000, interval: 20 }).toBe(renewed(otherTenant).vkey)
    expect((await publishedHead(otherTenant))?.size).toBeGreaterThan(before?.size ?? 0)
    const exported = await run(reader(otherTenant), { format: 'csv' })
    const writing = exported.ok ? exported.value.write() : expect.fail(exported.refusal.code)
    let step = await writing.next()
    for (; !step.done; step = await writing.next());
    const opened = openManifest(step.value, [renewed(otherTenant).vkey])
    expect(opened.ok && openCheckpoint(opened.value.manifest.checkpoint, opened.value.verifier)?.size).toBeGreaterThan(before?.size ?? 0)
    expect(openManifest(step.value, [signerOf(otherTenant).vkey])).toMatchObject({ ok: false })
  })

  it('[46] are signed by one of many at once, one after the other', async () => {
    const size = (await publishedHead(tenantId))?.size ?? 0
    const rounds = Array.from({ length: 6 }, async () => {
      for (let i = 0; i < 6; i++) {
        await hotTransaction('system', (client) => appendBatch(client, entries(5)))
        await sequence()
        await publishCheckpoints(signerOf)
      }
    })
    await Promise.all(rounds)
    await signedUpTo(size + 6 * 6 * 5) // whoever came last may have found the lock held, and left its entries to the next
    const { rows } = await owner.query<{ size: number; previous_size: number; root: Buffer }>('select size::int, previous_size::int, root from ledger_checkpoint where tenant_id = $1 order by size', [tenantId])
    expect(rows.at(-1)?.size).toBe(size + 6 * 6 * 5)
    for (const [n, row] of rows.entries()) expect(row.previous_size).toBe(n === 0 ? 0 : rows[n - 1]?.size)
  })

  it('serve the tiles they reach, and no others', async () => {
    const size = (await publishedHead(tenantId))?.size ?? 0
    const full = Math.floor(size / 256)
    expect(await readTile(tenantId, { level: 0, start: 0, end: 256 })).toHaveLength(256)
    expect(await readTile(tenantId, { level: 0, start: full * 256, end: size })).toHaveLength(size % 256)
    expect(await readTile(tenantId, { level: 1, start: 0, end: full })).toHaveLength(full)
    expect(await readTile(tenantId, { level: 0, start: full * 256, end: size + 1 })).toBeNull()
    expect(await readTile(tenantId, { level: 1, start: 0, end: full + 1 })).toBeNull()
    expect(await readTile(otherTenant, { level: 0, start: 0, end: 256 })).toBeNull()
  })

  it('[46] are signed no more once the tree contradicts the last of them', async () => {
    const before = await publishedHead(tenantId)
    await owner.query('alter table ledger_leaf disable trigger ledger_leaf_insert_only')
    const last = (before?.size ?? 0) - 1
    await owner.query(`update ledger_leaf set leaf_hash = sha256('forged') where tenant_id = $1 and position = $2`, [tenantId, last])
    await owner.query('alter table ledger_leaf enable trigger ledger_leaf_insert_only')
    await hotTransaction('system', (client) => appendBatch(client, entries(2)))
    // An entry is sealed once no older transaction of the server is open: the first round may find nothing to sign yet.
    const refusal = async () => (await sequence(), publishCheckpoints(signerOf).then(() => null, String))
    await expect.poll(refusal, { timeout: 20_000, interval: 20 }).toMatch(/contradicts its signed head/)
    expect(await publishedHead(tenantId)).toEqual(before)
  })

  it('refuse UPDATE, DELETE and TRUNCATE to the services and to the owner of the schema', async () => {
    for (const table of ['ledger_node', 'ledger_checkpoint'])
      for (const sql of [`update ${table} set tenant_id = tenant_id`, `delete from ${table}`, `truncate ${table} cascade`]) await expect(owner.query(sql), sql).rejects.toThrow(/insert-only/)
  })
})
