import { createWriteStream, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { WriteStream } from 'node:fs'
import { Option, type Command } from 'commander'
import { openExport, type ExportRequest } from '@/lib/api/export-client'
import { EVENT_SOURCES } from '@/lib/identity/ledger/contract'
import { EXPORT_FORMATS, type ExportFormat } from '@/lib/kernel/export-formats'
import { boundaryOf, splitMultipart } from '@/lib/kernel/multipart'
import { peekCheckpoint } from '@/lib/tlog'
import { accessOf, agentIdOf, apiOf, valueOf } from '../api'
import { CliError, type CliContext } from '../context'
import { textOf } from '../evidence-files'
import { trustKey } from '../log-keys'
import { plain } from '../plain'
import { checkpointIn } from './log'

type Options = { format: ExportFormat; out: string; agent?: string; checkpoint?: string; calls?: boolean; cosigned?: boolean } & Pick<ExportRequest, 'person' | 'run' | 'text' | 'server' | 'tool' | 'result' | 'action' | 'source' | 'since' | 'until' | 'delegation' | 'review' | 'draw'>
const TOLD_EVERY_MS = 500

export function exportCommand(program: Command, context: CliContext): void {
  program
    .command('export')
    .description('export the record, or what a filter leaves of it, with the manifest that `lanyard verify` checks it by')
    .addOption(new Option('--format <format>', 'jsonl: the entries themselves; ocsf, cef, csv: for other systems').choices(EXPORT_FORMATS).makeOptionMandatory())
    .requiredOption('--out <file>', 'write it here, and its manifest to FILE.manifest.json')
    .option('--person <id>', 'done in this person’s name')
    .option('--agent <agent>', 'this agent, by id or name, and everything below it')
    .option('--run <run>', 'one run')
    .option('--server <server>', 'calls of this tool server')
    .option('--tool <tool>', 'calls of this tool')
    .option('--result <result>', 'allowed, denied, ok, failed or cut')
    .option('--action <name>', 'entries of one kind: `tool.call`, `containment.halt`, any `action` of an entry')
    .addOption(new Option('--source <source>', 'what Lanyard recorded itself, what was imported, or what was imported of one system').choices(EVENT_SOURCES))
    .option('--text <words>', 'entries in which all these words are')
    .option('--since <time>', 'from this moment on (RFC 3339)')
    .option('--until <time>', 'before this moment')
    .option('--delegation <id>', 'under this delegation: the id of its token')
    .option('--review <id>', 'what is recorded of one access review; with no other filter')
    .option('--draw <id>', 'the events of one sample, with their outcomes; with no other filter')
    .option('--calls', 'calls, tokens and halts only')
    .option('--cosigned', 'no entry beyond the newest head that a witness has cosigned, for `lanyard verify --witness`')
    .option('--checkpoint <file>', 'a checkpoint that was kept outside: the manifest proves it to be an earlier head of this log')
    .action((options: Options) => exportRecord(context, options))
}

async function exportRecord(context: CliContext, { out, agent, checkpoint, calls, cosigned, ...filter }: Options): Promise<void> {
  const kept = checkpoint === undefined ? null : checkpointIn(textOf(checkpoint))
  if (checkpoint !== undefined && !kept) throw new CliError(`${checkpoint} is no checkpoint`)
  const request: ExportRequest = {
    ...filter,
    ...(agent === undefined ? {} : { agent: await agentIdOf(context, apiOf(context), agent) }),
    ...(calls ? { show: 'calls' as const } : {}),
    ...(cosigned ? { as_far_as: 'cosigned' as const } : {}),
    ...(kept ? { from: kept.size } : {}),
  }
  const cancel = new AbortController()
  const { entries, contentType, body } = await valueOf(context, openExport(accessOf(context), request, cancel.signal))
  const boundary = boundaryOf(contentType)
  if (!boundary) throw new CliError('the authority answered with something that is no export')
  const part = `${out}.part`
  try {
    const manifest = await receive(context, body, boundary, part, entries)
    const vkey = vkeyIn(manifest)
    writeFileSync(`${out}.manifest.json`, manifest)
    renameSync(part, out)
    if (trustKey(context, vkey)) context.say(`the log’s key is trusted from now on: ${plain(vkey)}`)
  } catch (thrown) {
    cancel.abort()
    if (existsSync(part)) rmSync(part)
    if (thrown instanceof CliError) throw thrown
    throw new CliError(`the export did not come to its end, and nothing was kept: ${(thrown as Error).message}`)
  }
  context.say(`exported ${entries.toLocaleString('en')} ${entries === 1 ? 'entry' : 'entries'} to ${plain(out)}; verify: lanyard verify ${plain(out)}`)
}

/** Writes the file no faster than the disk takes it; returns the manifest. */
async function receive(context: CliContext, body: AsyncIterable<Uint8Array>, boundary: string, part: string, entries: number): Promise<string> {
  const file = createWriteStream(part, { mode: 0o600 })
  const failed = new Promise<never>((_resolve, reject) => file.once('error', reject))
  failed.catch(() => undefined)
  const manifest: Buffer[] = []
  let [lines, toldAt] = [0, 0]
  for await (const { part: index, bytes } of splitMultipart(body, boundary)) {
    if (index > 0) {
      manifest.push(Buffer.from(bytes))
      continue
    }
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines++
    if (!file.write(bytes)) await Promise.race([drained(file), failed])
    if (context.isInteractive && performance.now() - toldAt > TOLD_EVERY_MS) {
      toldAt = performance.now()
      context.say(`${lines.toLocaleString('en')} of ${entries.toLocaleString('en')}`)
    }
  }
  file.end()
  await finished(file)
  return Buffer.concat(manifest).toString()
}

const drained = (file: WriteStream) => new Promise<void>((resolve) => file.once('drain', resolve))

function vkeyIn(manifest: string): string {
  const { manifest: of } = JSON.parse(manifest) as { manifest?: { vkey?: unknown; checkpoint?: unknown } }
  if (typeof of?.vkey !== 'string' || typeof of.checkpoint !== 'string' || !peekCheckpoint(of.checkpoint)) throw new CliError('the export came without a manifest that can be read')
  return of.vkey
}
