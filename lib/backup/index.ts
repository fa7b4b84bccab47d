import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { migrationsIn } from '@/lib/db/migrate'
import { prepareRoles, sealedWith } from '@/lib/db/roles'
import { appendBatch } from '@/lib/identity/ledger'
import type { OperatorEnvironment } from '@/lib/kernel/environment'
import { newId } from '@/lib/kernel/ids'
import { OperatorError } from '@/lib/kernel/operator-error'
import { derive } from '@/lib/secrets/derive'
import { fingerprintOf, loadKeyEncryptionKey } from '@/lib/secrets/key-encryption-key'
import { withDatabase } from './database'
import type { Since } from './end-what-was-issued'
import { checkBackup } from './read-backup'
import { restoreBackup, type Restored } from './restore-backup'
import { writeBackup } from './write-backup'

export type BackupSummary = { file: string; created_at: string; tables: number; rows: number; bytes: number; sha256: string }

/** Saves the database to `file`, reads the file back, and records that it was made. */
export async function backup(environment: OperatorEnvironment, file: string): Promise<BackupSummary> {
  if (existsSync(file)) throw new OperatorError(`\`${file}\` is there already, and a backup never replaces anything`)
  return withDatabase(environment, false, async ({ client, ownerUrl }) => {
    const written = await writeBackup(client, file, await sealedWith(ownerUrl))
    const { trailer } = await checkBackup(file)
    if (trailer.sha256 !== written.sha256) throw new OperatorError(`\`${file}\` does not hold what was written to it`)
    const summary = await describe(file, { created_at: written.created_at, tables: trailer.tables, rows: trailer.rows })
    await client.query(`begin; select set_config('lanyard.tenant', 'system', true)`)
    const { rows } = await client.query<{ id: string }>(`select id from tenant where kind = 'company'`)
    await appendBatch(
      client,
      rows.map(({ id }) => ({
        id: newId<'ledger_entry'>(),
        tenantId: id,
        occurredAt: new Date(),
        action: 'operate.backup',
        result: 'ok' as const,
        actor: { kind: 'job' as const, id: 'backup', name: 'Backup' },
        subject: { kind: 'backup', id: summary.created_at, name: 'the database to a file' },
        detail: { rows: summary.rows, tables: summary.tables, sha256: summary.sha256 },
      })),
    )
    await client.query('commit')
    return summary
  })
}

/** Reads a backup from end to end and touches no database. */
export async function check(file: string): Promise<BackupSummary> {
  const { header, trailer } = await checkBackup(file)
  return describe(file, { created_at: header.created_at, tables: trailer.tables, rows: trailer.rows })
}

export type RestoreRequest = {
  file: string
  /** The name of the database whose content may be dropped; null: it must be empty. */
  replace: string | null
  since: Since
  /** Who gets in first, where passwords open nothing any more; null: the start prints a link for a new administrator. */
  admin: string | null
  issuer: string
}

/** Puts a backup back. The key-encryption key must be the one that sealed it; it is asked for before anything is touched. */
export async function restore(environment: OperatorEnvironment, request: RestoreRequest): Promise<Restored> {
  const { header } = await checkBackup(request.file)
  const kek = loadKeyEncryptionKey(environment.home, environment.keyEncryptionKey)
  if (header.key_encryption_key !== null && fingerprintOf(kek) !== header.key_encryption_key)
    throw new OperatorError('this is not the key-encryption key that the backup was sealed with: put that one in place first; nothing was changed')
  return withDatabase(environment, true, async ({ client, ownerUrl }) => {
    if (request.replace !== null && request.replace !== client.database)
      throw new OperatorError(`the database is called \`${client.database}\`, not \`${request.replace}\`; nothing was changed`)
    const migrations = migrationsIn(join(packageRoot(), 'prisma', 'migrations'))
    const { file, since, admin, issuer } = request
    const restored = await restoreBackup(client, { file, migrations, since, replace: request.replace !== null, admin: admin === null ? null : { email: admin, issuer } })
    // So that the next start knows which key-encryption key this database belongs to.
    await prepareRoles(ownerUrl, { fingerprint: fingerprintOf(kek), derive: (label) => derive(kek, label) })
    return restored
  })
}

async function describe(file: string, of: Pick<BackupSummary, 'created_at' | 'tables' | 'rows'>): Promise<BackupSummary> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(file)) hash.update(piece as Buffer)
  return { file, ...of, bytes: (await stat(file)).size, sha256: hash.digest('hex') }
}

/** The folder of this package, from wherever the build has put this file. */
function packageRoot(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'prisma', 'migrations'))) return folder
    if (folder === dirname(folder)) throw new OperatorError('the folder `prisma/migrations` of this package is missing')
  }
}
