import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import { connectionFields, EngineAdapterFactory } from './adapter.mjs'
import { debug, log } from './log.mjs'

const INTERNAL_ERROR = 4466

/** Answers JSON-RPC requests, one a line and one after another, until standard input ends. */
export async function serve({ url, schemaFiles }) {
  const { panic, SchemaEngine } = await loadEngine()
  process.on('uncaughtException', (error) => {
    log('ERROR', `${error.message}: ${panic.message}`) // a panic comes out of a microtask, outside of any request
    process.exit(1)
  })

  const { connection, schema } = connectionFields(url)
  const adapter = bindMigrationAwareSqlAdapterFactory(new EngineAdapterFactory(connection, { schema }))
  const datamodels = schemaFiles?.map((file) => [file, readFileSync(file, 'utf8')]) // undefined, not empty: that panics
  let engine
  const answer = async ({ id, method, params }) => {
    try {
      engine ??= await SchemaEngine.new({ datamodels }, debug, adapter)
      return { jsonrpc: '2.0', id, result: await call(engine, method, params ?? {}) }
    } catch (error) {
      debug(error?.stack ?? error)
      return { jsonrpc: '2.0', id, error: rpcError(error, adapter, panic) }
    }
  }

  let queue = Promise.resolve()
  const lines = createInterface({ input: process.stdin })
  lines.on('line', (line) => {
    const message = line.trim() ? JSON.parse(line) : {}
    if (message.method) queue = queue.then(() => answer(message)).then(send)
  })
  lines.on('close', () => queue.then(() => process.exit(0)))
}

const send = (message) => process.stdout.write(`${JSON.stringify(message)}\n`)

let lastPrintId = 1_000_000

async function call(engine, method, params) {
  if (method === 'getDatabaseVersion' || method === 'version') return String(await engine.version(params))
  if (method === 'evaluateDataLoss' || method === 'createMigration') {
    // Both read the migrations' schema from a cache that only this call fills.
    await engine.devDiagnostic({ migrationsList: params.migrationsList, filters: params.filters })
  }
  const result = await engine[method](params)
  if (method === 'diff' && result.stdout != null) {
    send({ jsonrpc: '2.0', id: ++lastPrintId, method: 'print', params: { content: result.stdout.replace(/\n$/, '') } })
  }
  return result ?? {}
}

/** The adapter keeps what the driver said; the engine's own errors carry a code. */
function rpcError(error, adapter, panic) {
  const kept = typeof error?.id === 'number' ? adapter.errorRegistry?.consumeError(error.id)?.error : undefined
  const cause = kept?.cause ?? kept
  const isPanic = error?.name === 'RuntimeError'
  const message = cause?.originalMessage ?? cause?.message ?? (isPanic ? `RuntimeError: ${panic.message}` : (error?.message ?? String(error)))
  return {
    code: INTERNAL_ERROR,
    message: 'An error happened. Check the data field for details.',
    data: { is_panic: isPanic, message, error_code: error?.code, meta: error?.meta ?? null },
  }
}

async function loadEngine() {
  const panic = {
    message: '',
    set_message(message) {
      this.message = message
      debug(`PANIC ${message}`)
    },
  }
  globalThis.PRISMA_WASM_PANIC_REGISTRY = panic
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const glue = await import(pathToFileURL(entry).href)
  const bytes = readFileSync(join(dirname(entry), 'schema_engine_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': glue })
  glue.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  return { panic, SchemaEngine: glue.SchemaEngine }
}
