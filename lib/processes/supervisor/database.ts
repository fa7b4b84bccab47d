import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@/lib/db/embedded'
import type { Account } from '@/lib/db/embedded/account'
import { migrate } from '@/lib/db/migrate'
import { prepareRoles, sealedWith, type ServiceUrls } from '@/lib/db/roles'
import type { SupervisorEnvironment } from '@/lib/kernel/environment'
import { derive } from '@/lib/secrets/derive'
import { fingerprintOf, keyEncryptionKey, type KeyEncryptionKey } from '@/lib/secrets/key-encryption-key'
import { logFile } from './log-file'

const RELAUNCH_MS = 100
const RELAUNCH_MS_MAX = 10_000

export type Database = ServiceUrls &
  Readonly<{ ownerUrl: string; keyEncryptionKey: KeyEncryptionKey; account: Account | null; stop: () => Promise<void> }>

/** A migrated database with the services' roles, and the key that its secrets are sealed with. */
export async function openDatabase(environment: SupervisorEnvironment, root: string, tell: (line: string) => void): Promise<Database> {
  const { home, databaseUrl } = environment
  const server = databaseUrl ? { ownerUrl: databaseUrl, account: null, stop: async () => undefined } : await embedded(home, tell)
  const { ownerUrl } = server
  try {
    await migrate(ownerUrl, join(root, 'prisma', 'migrations'))
    const kek = await keyEncryptionKey(home, environment.keyEncryptionKey, await sealedWith(ownerUrl))
    const urls = await prepareRoles(ownerUrl, { fingerprint: fingerprintOf(kek), derive: (label) => derive(kek, label) })
    return { ...server, ...urls, keyEncryptionKey: kek }
  } catch (error) {
    await server.stop()
    throw error
  }
}

async function embedded(home: string, tell: (line: string) => void) {
  const server = await startEmbeddedPostgres(home, { log: logFile(join(home, 'logs', 'postgres.log')) })
  let { postmaster } = server
  let stopping = false

  async function keepRunning(): Promise<void> {
    for (;;) {
      const ended = await postmaster.exited
      if (stopping) return
      tell(`PostgreSQL ended (${ended}) and is started again`)
      postmaster = await relaunched(server)
      if (stopping) return postmaster.stop()
    }
  }
  void keepRunning()

  return {
    ownerUrl: server.ownerUrl,
    account: server.account,
    stop: () => {
      stopping = true
      return postmaster.stop()
    },
  }
}

async function relaunched(server: EmbeddedPostgres) {
  for (let wait = RELAUNCH_MS; ; wait = Math.min(wait * 2, RELAUNCH_MS_MAX)) {
    await pause(wait)
    try {
      return await server.relaunch()
    } catch {
      // its log says why; it is tried again for as long as we run
    }
  }
}
