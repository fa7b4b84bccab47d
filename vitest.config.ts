import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const alias = { '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '') }
const exclude = ['node_modules/**', 'dist/**', '.next/**', 'generated/**']

/** Two cores, and PostgreSQL and the product beside the tests: few workers are faster than many. */
export default defineConfig({
  test: {
    maxWorkers: 2,
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
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
