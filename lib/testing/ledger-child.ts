/**
 * What an authority does to the ledger, as a process of its own that a test may kill at any moment: it appends in
 * several transactions at once and seals (`append`), archives (`archive`), or brings in audit logs (`import`). Every line
 * that it writes is an acknowledgement: written once what it tells is committed.
 */
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { LOCK } from '@/lib/db/locks'
import { appendBatch, startSequencer } from '@/lib/identity/ledger'
import type { Actor } from '@/lib/identity/actor'
import { trustedId } from '@/lib/kernel/ids'
import { noteSigner } from '@/lib/tlog'
import { testCalls } from './ledger'

export type LedgerWork =
  | { mode: 'append'; url: string; seed: string; tenants: string[] }
  | { mode: 'archive'; url: string; seed: string; folder: string; entriesMax: number }
  | { mode: 'import'; url: string; by: Actor; file: string }

const LANES = 4
const BATCH_MAX = 4
const HELD_MS_MAX = 15
/** Of one in so many, nothing may ever be seen. */
const ROLLED_BACK_EVERY = 10

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const signerOf = (seed: string) => (tenant: string) => noteSigner(`log.test/log/${tenant}`, Buffer.from(seed, 'hex'))

class RolledBack extends Error {}

/** Transactions that overlap, of which those that begin first are not those that end first. */
async function append({ seed, tenants }: Extract<LedgerWork, { mode: 'append' }>): Promise<never> {
  startSequencer(signerOf(seed), () => undefined)
  const lane = async (): Promise<never> => {
    for (let n = 0; ; n++) {
      const tenantId = trustedId<'tenant'>(tenants[n % tenants.length] ?? '')
      const entries = testCalls(tenantId, 1 + Math.floor(Math.random() * BATCH_MAX))
      const isTakenBack = Math.random() * ROLLED_BACK_EVERY < 1
      if (isTakenBack) say(`- ${entries.map(({ id }) => id).join(' ')}`)
      try {
        await hotTransaction('system', async (client) => {
          // As the batches that issue tokens and record calls do.
          await client.query('select pg_advisory_xact_lock_shared($1, hashtext($2))', [LOCK.containment, tenantId])
          await appendBatch(client, entries)
          await pause(Math.random() * HELD_MS_MAX)
          if (isTakenBack) throw new RolledBack()
        })
        say(`+ ${entries.map(({ id }) => id).join(' ')}`)
      } catch (error) {
        // Whether it was kept nobody knows, if the database went away: nobody was told so.
        if (!(error instanceof RolledBack)) await pause(50)
      }
    }
  }
  return Promise.race(Array.from({ length: LANES }, lane))
}

/** Rounds until everything that may leave the database has left; what somebody is reading only waits. */
async function archive({ seed, folder, entriesMax }: Extract<LedgerWork, { mode: 'archive' }>): Promise<void> {
  const { archiveRound } = await import('@/lib/jobs/archive/archive-round')
  for (;;) {
    const done = await archiveRound({ folder, entriesMax, signerOf: signerOf(seed) })
    say(JSON.stringify(done))
    if (done.every(({ files, removed, kept }) => files === 0 && removed === 0 && kept !== 'the ledger is being read at length')) return
  }
}

async function bringIn({ by, file }: Extract<LedgerWork, { mode: 'import' }>): Promise<void> {
  const [{ addToImport, beginImport }, { AuditGathering }, { fingerprintWith }] = await Promise.all([import('@/lib/identity/imports'), import('@/lib/import/audit/import-file'), import('@/lib/jobs/discovery/fingerprint')])
  const add = addToImport({ fingerprint: fingerprintWith(Buffer.alloc(32, 9)) })
  const begun = await beginImport(by, { sent_by: 'command', name: 'logs of a test' })
  if (!begun.ok) throw new Error(begun.refusal.code)
  say(`import ${begun.value.id}`)
  const gathering = new AuditGathering(async (part) => {
    const added = await add(by, { importId: begun.value.id, ...part })
    if (!added.ok) throw new Error(added.refusal.code)
    say(`added ${added.value.added} already ${added.value.already}`)
  })
  await gathering.add(basename(file), createReadStream(file))
  await gathering.end()
}

const work = JSON.parse(process.env['LEDGER_WORK'] ?? '') as LedgerWork
openDatabase(work.url, { prisma: 2, hot: LANES + 2 })
say('ready')
await (work.mode === 'append' ? append(work) : work.mode === 'archive' ? archive(work) : bringIn(work))
process.exit(0)
