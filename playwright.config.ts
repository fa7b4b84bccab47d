import { defineConfig } from '@playwright/test'
import { findChromium } from './scripts/chromium.mjs'

/** The system's browser: a machine that has none is told what to install by scripts/chromium.mjs. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  globalSetup: './e2e/global-setup.ts',
  outputDir: 'e2e/.output',
  workers: 1, // one product, one story at a time
  retries: 1, // on a machine that is busy with the other lane; the end says which story needed it (scripts/test.mjs)
  forbidOnly: Boolean(process.env.CI),
  timeout: 120_000,
  expect: { timeout: 20_000 },
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
