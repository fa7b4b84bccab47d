import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const alias = { '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '') }
const exclude = ['node_modules/**', 'dist/**', '.next/**', 'generated/**']

/** What starts processes takes longest: begun last, one worker would wait for it alone. */
const LONG = /\/(processes|sample|backup|drills|gateway|cli)\/[^/]+\.integration\.test\.ts$/
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return [...sorted.filter(({ moduleId }) => LONG.test(moduleId)), ...sorted.filter(({ moduleId }) => !LONG.test(moduleId))]
  }
}

/** Two cores, and PostgreSQL and the product beside the tests: few workers are faster than many. */
export default defineConfig({
  test: {
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          include: ['lib/**/*.test.{ts,tsx}', 'components/**/*.test.{ts,tsx}', 'app/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
          exclude: [...exclude, '**/*.integration.test.ts'],
          isolate: false, // what they share they only read, and loading it once a worker halves their time
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
          isolate: false, // each file has a database of its own, and loads the product once a worker
          retry: 1, // real processes on a busy machine; the reporter says which test needed it
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
