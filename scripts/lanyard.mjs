#!/usr/bin/env node
// The `lanyard` command of this clone. Its real code is TypeScript in lib/cli, built when it has changed.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
if (!existsSync(join(root, 'node_modules/.package-lock.json'))) {
  console.error('Lanyard is not installed yet: run `npm start` once')
  process.exit(1)
}
const { build } = await import('./build.mjs')
await build(['processes'])
await import('../dist/cli.js')
