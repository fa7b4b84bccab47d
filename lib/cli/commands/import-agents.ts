import { readFileSync } from 'node:fs'
import type { Api } from '@/lib/api/client'
import { agentLines, type AgentLines } from '@/lib/import/agent-lines'
import { AgentNameField } from '@/lib/identity/registry/contract'
import type { ImportedLine, ImportLine } from '@/lib/identity/registry/bulk-contract'
import { apiOf, valueOf } from '../api'
import { dropNewKey, keyFileOf, keyIn, type AgentKey } from '../agent-key'
import { CliError, type CliContext } from '../context'
import { plainJson } from '../plain'
import { table } from '../table'

export type ImportOptions = { dryRun?: boolean; json?: boolean }
const LINES_A_REQUEST = 25
const BYTES_MAX = 64 * 1024 * 1024

/**
 * Registers the agents of a CSV file, each with a key of its own that is made here where the file has none. Each line is done or
 * not by itself; the command fails where one was not.
 */
export async function importAgents(context: CliContext, file: string, options: ImportOptions): Promise<void> {
  const read = lines(file)
  const api = apiOf(context)
  const planned = await send(context, api, read.lines, true)
  const done = options.dryRun ? planned : [...planned.filter(({ outcome }) => outcome !== 'registers' && outcome !== 'tags'), ...(await carryOut(context, api, read.lines, planned))].sort((a, b) => a.line - b.line)
  // What is missing is made here, so that it is nothing to report.
  const shown = options.dryRun ? done.map((line) => ({ ...line, fields: line.outcome === 'registers' ? {} : line.fields })) : done
  if (options.json) context.out(plainJson({ lines: shown, not_read: read.problems }))
  else context.out(report(read, shown))
  const bad = shown.filter(({ outcome }) => outcome === 'refused').length + read.problems.length
  if (bad > 0) throw new CliError(`${bad} of ${read.lines.length + read.problems.length} lines ${options.dryRun ? 'would not be' : 'were not'} taken`)
}

function lines(file: string): AgentLines {
  let bytes: Buffer
  try {
    bytes = readFileSync(file === '-' ? 0 : file)
  } catch (error) {
    throw new CliError(`\`${file}\` cannot be read: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`)
  }
  if (bytes.length > BYTES_MAX) throw new CliError(`\`${file}\` is larger than ${BYTES_MAX / 1024 / 1024} MiB`)
  const read = agentLines(bytes.toString('utf8'))
  if (!read) throw new CliError(`\`${file}\` is not a CSV file whose first line names its columns, \`name\` among them`)
  return read
}

async function carryOut(context: CliContext, api: Api, all: readonly ImportLine[], planned: readonly ImportedLine[]): Promise<ImportedLine[]> {
  const keys = new Map<number, AgentKey>()
  const wanted = all.filter(({ line }) => planned.some((one) => one.line === line && (one.outcome === 'registers' || one.outcome === 'tags')))
  const ready = wanted.map((line): ImportLine => {
    if (line.values.public_key || planned.some((one) => one.line === line.line && one.outcome === 'tags')) return line
    const key = keyIn(keyFileOf(context, AgentNameField.parse(line.values.name)))
    keys.set(line.line, key)
    return { ...line, values: { ...line.values, public_key: JSON.stringify(key.publicJwk) } }
  })
  const done = await send(context, api, ready, false)
  for (const { line, outcome } of done) {
    const key = keys.get(line)
    if (key && outcome === 'refused') dropNewKey(key)
  }
  return done
}

async function send(context: CliContext, api: Api, all: readonly ImportLine[], dryRun: boolean): Promise<ImportedLine[]> {
  const done: ImportedLine[] = []
  for (let from = 0; from < all.length; from += LINES_A_REQUEST) done.push(...(await valueOf(context, api.agents.import({ lines: all.slice(from, from + LINES_A_REQUEST), dry_run: dryRun }))).lines)
  return done
}

function report(read: AgentLines, done: readonly ImportedLine[]): string {
  const rows = [
    ...read.problems.map(({ line, problem }) => [line, '', 'not read', problem] as const),
    ...done.map(({ line, name, outcome, fields }) => [line, name ?? '', outcome, Object.entries(fields).map(([column, problem]) => `${column}: ${problem}`).join('; ')] as const),
  ].sort((a, b) => a[0] - b[0])
  return table(['line', 'agent', 'outcome', 'why'], rows.map(([line, ...rest]) => [String(line), ...rest]))
}
