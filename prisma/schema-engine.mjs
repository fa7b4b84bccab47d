#!/usr/bin/env node
/**
 * Stands in for Prisma's native schema engine, which npm does not carry: the same JSON-RPC over standard input and
 * output, answered by the engine's WebAssembly build through @prisma/adapter-pg. With it every `prisma migrate` and
 * `prisma db` command works without downloading anything. A tool for developers: no process of Lanyard runs it.
 */
import { parseArgs } from 'node:util'
import { runDatabaseCommand } from './engine/database-command.mjs'
import { serve } from './engine/serve.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: {
    datamodels: { type: 'string', multiple: true },
    datasource: { type: 'string' },
    version: { type: 'boolean' },
  },
})
const { url } = values.datasource ? JSON.parse(String(values.datasource)) : {}

if (positionals[0] === 'cli') process.exit(await runDatabaseCommand(positionals[1], url))
else if (values.version) console.log('schema-engine-cli lanyard-stand-in')
else await serve({ url, schemaFiles: values.datamodels })
