import { existsSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { inject } from 'vitest'
import { processBundle } from '@/scripts/bundle-options.mjs'

const PROGRAMS = {
  authority: 'lib/processes/authority.ts',
  gateway: 'lib/processes/gateway.ts',
  worker: 'lib/processes/worker.ts',
  cli: 'lib/cli/main.ts',
  'cli-host': 'lib/testing/cli-host.ts',
  'ledger-child': 'lib/testing/ledger-child.ts',
  'retirement-child': 'lib/testing/retirement-child.ts',
} as const

let made: Promise<void> | undefined

/** The file of one of our programs, bundled as it is shipped: once a run, by whoever needs one first. */
export async function bundleOf(program: keyof typeof PROGRAMS): Promise<string> {
  const folder = inject('buildFolder')
  await (made ??= makeBundles(folder))
  return join(folder, `${program}.js`)
}

/** Whole or not at all, since another worker may be at it. */
async function makeBundles(folder: string): Promise<void> {
  if (existsSync(folder)) return
  const root = resolve('.')
  const draft = `${folder}.${process.pid}`
  await build({
    ...processBundle(root),
    entryPoints: PROGRAMS,
    outdir: draft,
  })
  try {
    renameSync(draft, folder)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
}
