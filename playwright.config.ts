import { defineConfig } from '@playwright/test'
import { findChromium } from './scripts/chromium.mjs'

/** What neither changes nor counts what the other stories tell of, or has a product of its own: it may be told beside them. */
const APART = ['console-security', 'headers', 'people', 'review-sample', 'sample'].map((name) => `${name}.spec.ts`)

/** The system's browser: a machine that has none is told what to install by scripts/chromium.mjs. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  globalSetup: './e2e/global-setup.ts',
  outputDir: 'e2e/.output',
  // One product, one story at a time; and beside them one of those apart.
  workers: 2,
  projects: [
    { name: 'stories', testIgnore: APART, workers: 1 },
    { name: 'apart', testMatch: APART, workers: 1 },
  ],
  retries: 1, // on a machine that is busy with the other lane; the end says which story needed it (scripts/test.mjs)
  forbidOnly: Boolean(process.env.CI),
  timeout: 120_000,
  expect: { timeout: 45_000 },
  reporter: 'list',
  use: {
    trace: 'off',
    screenshot: 'only-on-failure',
    contextOptions: { reducedMotion: 'reduce' }, // no colour is measured half-way to another
    launchOptions: {
      executablePath: findChromium() ?? undefined,
      args: ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
})
