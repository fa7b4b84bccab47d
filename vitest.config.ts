import { totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const alias = { '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '') }
const exclude = ['node_modules/**', 'dist/**', '.next/**', 'generated/**']

/** What starts processes takes longest: begun last, one worker would wait for it alone. The last of them need the console, which is being built meanwhile. */
const LONG = [/\/(backup|drills|gateway|cli)\/[^/]+\.integration\.test\.ts$/, /\/(processes|sample)\/[^/]+\.integration\.test\.ts$/]
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => (LONG.findIndex((long) => long.test(moduleId)) + LONG.length + 1) % (LONG.length + 1)
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b))
  }
}

/** WebAssembly (Prisma's compiler) as it is compiled first: a process that soon ends gains nothing from better. */
const execArgv = ['--liftoff-only']

/** Two cores, and PostgreSQL and the product beside the tests: few workers are as fast as many. */
const WORKERS = 2
/** What starts processes also waits for them: one more fills these gaps, where there is memory for what it starts. */
const WAITING_WORKERS = totalmem() > 12 * 2 ** 30 ? 3 : 2

export default defineConfig({
  test: {
    maxWorkers: WORKERS,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          execArgv,
          include: ['lib/**/*.test.{ts,tsx}', 'components/**/*.test.{ts,tsx}', 'app/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
          exclude: [...exclude, '**/*.integration.test.ts'],
          isolate: false, // what they share they only read, and loading it once a worker halves their time
          retry: 1, // some have real sockets and clocks, on a busy machine; the reporter says which test needed it
          testTimeout: 30_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'integration',
          include: ['lib/**/*.integration.test.ts'],
          exclude,
          globalSetup: ['lib/testing/global-setup.ts'],
          pool: 'forks',
          maxWorkers: WAITING_WORKERS,
          sequence: { groupOrder: 1 }, // after the others, where both are asked for
          execArgv,
          isolate: false, // each file has a database of its own, and loads the product once a worker
          retry: 1, // real processes on a busy machine; the reporter says which test needed it
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
