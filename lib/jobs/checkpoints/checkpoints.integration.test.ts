import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { readOutside } from '@/lib/evidence'
import type { TenantId } from '@/lib/kernel/ids'
import { testDatabase } from '@/lib/testing/database'
import { freePort } from '@/lib/testing/free-port'
import { sealed, tampered, testCalls } from '@/lib/testing/ledger'
import { makeTenant } from '@/lib/testing/people'
import { noteSigner, openCheckpoint, readVerifier, verifyConsistency } from '@/lib/tlog'
import { companyLog } from './company-log'
import { filePlace } from './file-place'
import { checkpointKeeper } from './keep-checkpoints'
import { urlPlace } from './url-place'

const database = await testDatabase()
const signerOf = (tenant: string) => noteSigner(`log.test/log/${tenant}`, Buffer.alloc(32, 4))
let folder: string
let tenantId: TenantId
let owner: pg.Client
beforeAll(async () => {
  openDatabase(database.authorityUrl)
  folder = mkdtempSync(join(tmpdir(), 'lanyard-checkpoints-'))
  tenantId = await makeTenant()
  owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
})
afterAll(async () => {
  await owner.end()
  await closeDatabase()
  rmSync(folder, { recursive: true, force: true })
})
const opened = (text: string) => openCheckpoint(text, readVerifier(signerOf(tenantId).vkey) ?? expect.fail('no key'))

function keeperOf(...places: Parameters<typeof checkpointKeeper>[1]) {
  const told: unknown[] = []
  const events = { kept: (fields: object) => void told.push({ event: 'kept', ...fields }), notKept: (fields: object) => void told.push({ event: 'notKept', ...fields }) }
  return { told, ...checkpointKeeper(tenantId, places, events) }
}

/** A witness (C2SP tlog-witness) that knows one log. */
async function witness() {
  const state = { up: true, known: null as { size: number; root: Buffer } | null, asked: 0 }
  const port = await freePort()
  const server = http.createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      state.asked++
      const outside = readOutside(body)
      const next = outside && opened(outside.note)
      if (!state.up || !outside?.old || !next) return response.writeHead(state.up ? 400 : 503).end()
      const size = state.known?.size ?? 0
      if (outside.old.from !== size) return response.writeHead(409, { 'content-type': 'text/x.tlog.size' }).end(`${size}\n`)
      if (state.known && !verifyConsistency(size, next.size, state.known.root, next.root, outside.old.hashes)) return response.writeHead(422).end()
      state.known = next
      return response.writeHead(200).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return { state, url: `http://127.0.0.1:${port}/add-checkpoint`, close: () => server.close() }
}

describe('a head that is kept outside', () => {
  it('is the newest, proved to continue the one before, in a file and with a witness', async () => {
    const file = join(folder, 'checkpoint')
    const other = await witness()
    const keeper = keeperOf(filePlace(file), urlPlace(other.url, { innerNetworks: true }))
    await keeper.round()
    expect(keeper.told).toEqual([]) // there is nothing yet
    for (const count of [1, 300, 7]) {
      const size = await sealed(tenantId, testCalls(tenantId, count), signerOf)
      await keeper.round()
      expect(opened(readFileSync(file, 'utf8'))?.size).toBe(size)
      expect(other.state.known?.size).toBe(size)
      expect(keeper.lagSeconds()).toEqual({ file: 0, url: 0 })
    }
    const before = other.state.asked
    await keeper.round()
    expect(other.state.asked).toBe(before) // nothing new, nothing sent
    // Another worker, which does not know what the witness knows.
    const again = keeperOf(urlPlace(other.url, { innerNetworks: true }))
    await sealed(tenantId, testCalls(tenantId, 3), signerOf)
    await again.round()
    await again.round()
    expect(again.told).toMatchObject([{ event: 'notKept', kind: 'unreachable' }, { event: 'kept' }])
    other.close()
  })

  it('comes late when nobody was there to take it, and the lag is told', async () => {
    const other = await witness()
    other.state.up = false
    const keeper = keeperOf(urlPlace(other.url, { innerNetworks: true }))
    const size = await sealed(tenantId, testCalls(tenantId, 1), signerOf)
    await keeper.round()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(keeper.lagSeconds().url).toBeGreaterThan(0)
    expect(keeper.told).toMatchObject([{ event: 'notKept', place: 'url', reason: 'the checkpoint was answered with 503' }])
    other.state.up = true
    await keeper.round()
    expect(other.state.known?.size).toBe(size)
    expect(keeper.lagSeconds()).toEqual({ url: 0 })
    other.close()
  })

  it('[30] is sent to no inner address where these are not allowed, and says so', async () => {
    const other = await witness()
    const keeper = keeperOf(urlPlace(other.url, { innerNetworks: false }))
    await sealed(tenantId, testCalls(tenantId, 1), signerOf)
    await keeper.round()
    expect(keeper.told).toMatchObject([{ event: 'notKept', kind: 'unreachable', reason: expect.stringContaining('LANYARD_INNER_NETWORKS') }])
    expect(other.state.asked).toBe(0)
    other.close()
  })

  it('[46] is never replaced by the head of a log that was cut back or written anew', async () => {
    const file = join(folder, 'kept')
    const keeper = keeperOf(filePlace(file))
    const size = await sealed(tenantId, testCalls(tenantId, 40), signerOf)
    await keeper.round()
    const kept = readFileSync(file, 'utf8')
    await tampered(owner, async () => {
      await owner.query('delete from ledger_entry e using ledger_leaf l where l.entry_id = e.id and l.tenant_id = $1 and l.position >= 255', [tenantId])
      for (const table of ['ledger_leaf where position >= 255 and', 'ledger_node where', 'ledger_checkpoint where']) await owner.query(`delete from ${table} tenant_id = $1`, [tenantId])
    })
    const cut = await sealed(tenantId, testCalls(tenantId, 2), signerOf)
    expect(cut).toBeLessThan(size)
    await keeper.round()
    expect(keeper.told.at(-1)).toMatchObject({ event: 'notKept', kind: 'contradiction', reason: expect.stringContaining('restored from an old backup') })
    await sealed(tenantId, testCalls(tenantId, size), signerOf)
    await keeper.round()
    expect(keeper.told.at(-1)).toMatchObject({ event: 'notKept', kind: 'contradiction', reason: expect.stringContaining('does not continue the head') })
    expect(readFileSync(file, 'utf8')).toBe(kept)
    writeFileSync(file, 'something else')
    await keeper.round()
    expect(keeper.told.at(-1)).toMatchObject({ kind: 'contradiction' })
    expect(readFileSync(file, 'utf8')).toBe('something else')
  })

  it('is brought there by the worker, with the rights that the worker has', async () => {
    const file = join(folder, 'by-worker')
    const size = await sealed(tenantId, testCalls(tenantId, 3), signerOf)
    await closeDatabase()
    openDatabase(database.workerUrl)
    expect(await companyLog()).toBe(tenantId)
    const keeper = keeperOf(filePlace(file))
    await keeper.round()
    expect(keeper.told).toEqual([{ event: 'kept', place: 'file', size }])
    await closeDatabase()
    openDatabase(database.authorityUrl)
  })
})
