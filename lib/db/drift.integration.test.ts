import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { childEnvironment } from '@/lib/kernel/environment'
import { testDatabase } from '@/lib/testing/database'

const db = await testDatabase()

function prisma(...args: string[]) {
  return spawnSync(process.execPath, ['node_modules/prisma/build/index.js', ...args], {
    encoding: 'utf8',
    env: childEnvironment({ DATABASE_URL: db.ownerUrl, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1', NO_COLOR: '1' }),
  })
}

/** Foreign keys between contexts and special indexes are written by hand: the schema gives no context a way to another's rows. */
const BY_HAND = /\[-\] Removed (foreign key|index) on columns/

it('the migrations make what the schema says, and add only what is written by hand', () => {
  const { stdout, stderr } = prisma('migrate', 'diff', '--from-migrations', 'prisma/migrations', '--to-schema', 'prisma/schema')
  const differences = stdout.split('\n').filter((line) => /^\s+\[[-+*]\]/.test(line) && !/^ ?\[\*\] Changed the/.test(line))
  expect(stderr).not.toContain('Error')
  expect(stdout).toMatch(/No difference detected|Changed the/)
  expect(differences.filter((line) => !BY_HAND.test(line))).toEqual([])
})

it('Prisma agrees that what we applied is applied', () => {
  const status = prisma('migrate', 'status')
  expect(status.stdout + status.stderr).toContain('Database schema is up to date')
})
