import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '@/lib/db/embedded'
import { migrate } from '@/lib/db/migrate'

declare module 'vitest' {
  interface ProvidedContext {
    /** The owner's address of the migrated database that every test file gets a copy of. */
    templateUrl: string
    /** Where this run's bundles are made; directly below the root: tool servers are looked for in the node_modules beside it. */
    buildFolder: string
  }
}

/** One PostgreSQL for the whole run, with data of its own, gone afterwards. Nothing of a developer's Lanyard is touched. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = mkdtempSync(join(tmpdir(), 'lanyard-test-'))
  chmodSync(home, 0o711) // under root the server runs as another account
  const { ownerUrl, postmaster } = await startEmbeddedPostgres(home, { durable: false, log: () => undefined })
  await migrate(ownerUrl, resolve('prisma/migrations'))
  project.provide('templateUrl', ownerUrl)
  const buildFolder = resolve(`.test-build-${randomBytes(4).toString('hex')}`)
  project.provide('buildFolder', buildFolder)
  return async () => {
    await postmaster.stop()
    for (const folder of [home, buildFolder]) rmSync(folder, { recursive: true, force: true })
  }
}
