import { createReadStream, statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, join, relative, resolve } from 'node:path'
import { Option, type Command } from 'commander'
import type { ImportedEvent } from '@/lib/identity/imports/contract'
import { AuditGathering, sessionsIn } from '@/lib/import/audit/import-file'
import { AUDIT_SYSTEM_TITLES, AUDIT_SYSTEMS, type AuditSystem } from '@/lib/kernel/audit-systems'
import { apiOf, valueOf } from '../api'
import { CliError, type CliContext } from '../context'
import { plain, plainJson } from '../plain'
import { table } from '../table'

const UNREAD_SHOWN = 20
/** Logs, by their names; the rest of a folder is left alone. A file that is named is read whatever it is called. */
const LOG = /\.(?:json|jsonl|ndjson|log)(?:\.gz)?$/i
const FILES_MAX = 100_000

type Options = { system?: AuditSystem; name?: string; dryRun?: boolean; json?: boolean }

export function importCommand(program: Command, context: CliContext): void {
  program
    .command('import')
    .description('bring audit logs of other systems into the ledger; they are read here, redacted, and sent in parts; what is there already adds nothing')
    .argument('<paths...>', 'files or folders: JSON, JSON lines, CloudTrail’s own files, each plain or gzip')
    .addOption(new Option('--system <system>', 'read everything as of this system; left out: each record says').choices(AUDIT_SYSTEMS))
    .option('--name <name>', 'what the import is called (default: this host and the paths)')
    .option('--dry-run', 'read, say what is in it, and send nothing')
    .option('--json', 'print the report as JSON')
    .action((paths: string[], options: Options) => importLogs(context, paths, options))
}

async function importLogs(context: CliContext, paths: readonly string[], options: Options): Promise<void> {
  const files = (await Promise.all(paths.map(filesOf))).flat().sort((a, b) => (a.name < b.name ? -1 : 1))
  if (files.length === 0) throw new CliError('there is no log in it: names end in .json, .jsonl, .ndjson or .log, or in one of these and .gz')
  if (options.dryRun) {
    const unread: { file: string; line: number | null; reason: string }[] = []
    const gathering = new AuditGathering(async (part) => void unread.push(...part.unread), options.system ?? null)
    for (const file of files) await addFile(gathering, file)
    const { totals } = await gathering.end()
    return say(context, { totals, unread, added: null, already: 0 }, options)
  }
  const api = apiOf(context).imports
  const begun = await valueOf(context, api.begin({ sent_by: 'command', name: plain(options.name ?? `${hostname()}: ${paths.join(' ')}`).slice(0, 200) }))
  let sent = 0
  const gathering = new AuditGathering(async (part) => {
    await valueOf(context, api.add({ importId: begun.id, ...part }))
    sent += part.events.length
    if (sent > 0 && sent % 50_000 < part.events.length) context.say(`${sent.toLocaleString('en')} events …`)
  }, options.system ?? null)
  const end = (problem: string | null) => api.end({ importId: begun.id, totals: gathering.totals, files: gathering.files, problem })
  try {
    await gathering.sessionsFirst(await sessionsOf(files, options.system ?? null))
    for (const file of files) await addFile(gathering, file)
    await gathering.end()
  } catch (thrown) {
    // Whatever it was is told below; what was sent stays, and the next import goes on from it.
    await end('it was ended before its end').catch(() => null)
    throw thrown
  }
  say(context, await valueOf(context, end(null)), options)
}

type Report = { totals: { read: Record<string, number>; explained: Record<string, number>; unread: number }; unread: { file: string; line: number | null; reason: string }[]; added: number | null; already: number }

function say(context: CliContext, { totals, unread, added, already, ...rest }: Report, { json }: Options): void {
  if (json) return context.out(plainJson({ ...rest, totals, unread, added, already }))
  const read = Object.entries(totals.read)
  if (read.length > 0) context.out(table(['system', 'events'], read.map(([system, events]) => [AUDIT_SYSTEM_TITLES[system as AuditSystem] ?? system, events])))
  if (unread.length > 0) context.out(`\n${table(['could not be read', 'line', 'because it'], unread.slice(0, UNREAD_SHOWN).map(({ file, line, reason }) => [file, line, reason]))}`)
  const events = read.reduce((sum, [, count]) => sum + count, 0)
  context.say(`${events} events read: ${added === null ? 'nothing was sent' : `${added} added, ${already} were there already`}; ${totals.unread} places could not be read`)
  for (const [why, count] of Object.entries(totals.explained)) context.say(`  ${count} × ${why}`)
}

type LogFile = { path: string; name: string }

async function sessionsOf(files: readonly LogFile[], only: AuditSystem | null): Promise<ImportedEvent[]> {
  const all: ImportedEvent[] = []
  // A file that cannot be read says so when it is added.
  for (const { path } of files) all.push(...(await sessionsIn(createReadStream(path), only).catch(() => [])))
  return all
}

/** A file that cannot be read costs itself alone. */
async function addFile(gathering: AuditGathering, { path, name }: LogFile): Promise<void> {
  try {
    await gathering.add(name, createReadStream(path))
  } catch (thrown) {
    const code = thrown instanceof Error && 'syscall' in thrown && 'code' in thrown ? String(thrown.code) : null
    if (code === null) throw thrown
    await gathering.unread(name, null, `could not be read (${code})`)
  }
}

async function filesOf(path: string): Promise<LogFile[]> {
  const whole = resolve(path)
  const found = statSync(whole, { throwIfNoEntry: false })
  if (!found) throw new CliError(`\`${plain(path)}\` is not there`)
  if (!found.isDirectory()) return [{ path: whole, name: basename(whole) }]
  const entries = await readdir(whole, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && LOG.test(entry.name)).map((entry) => join(entry.parentPath, entry.name)).map((file) => ({ path: file, name: relative(whole, file) }))
  if (files.length > FILES_MAX) throw new CliError(`\`${plain(path)}\` holds more than ${FILES_MAX} logs: name a part of it`)
  return files
}
