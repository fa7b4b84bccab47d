import { readFile } from 'node:fs/promises'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { STREAM_FORMATS, type AddStreamInput, type StreamView } from '@/lib/identity/streams/contract'
import type { z } from 'zod'
import { apiOf, valueOf } from '../api'
import { CliError, type CliContext } from '../context'
import { plainJson } from '../plain'
import { namedThings } from './named-things'

type Asked = z.input<typeof AddStreamInput>
type AddOptions = {
  syslog?: { host: string; port: number }
  transport: 'tls' | 'tcp'
  ca?: string
  clientCertificate?: string
  clientKey?: string
  webhook?: string
  authorizationFile?: string
  file?: string
  rotateMb?: string
  keep?: string
  format: Asked['format']
  actions?: string
  results?: string
  fromBeginning?: boolean
  json?: boolean
}

export function streamCommands(program: Command, context: CliContext): void {
  const streams = program.command('streams').description('where the ledger leaves to as it is sealed: syslog, a signed webhook, a file')
  const { named, act } = namedThings(streams, context, {
    what: 'stream',
    list: () => valueOf(context, apiOf(context).ledgerStreams.list({})),
    description: 'list them, with how far behind they are',
    none: 'there is no stream: the ledger leaves by export alone',
    head: ['name', 'to', 'format', 'state', 'behind', 'last position', 'problem'],
    cells: (one) => [one.name, one.to, one.format, one.state, behind(one), one.last?.position ?? '', one.problem ?? one.test?.problem ?? ''],
  })

  streams
    .command('add')
    .description('let the ledger leave to one place, from now on; a webhook’s secret is printed once')
    .argument('<name>')
    .option('--syslog <host:port>', 'RFC 5424 to this receiver', place)
    .addOption(new Option('--transport <transport>', 'tls (RFC 5425), or tcp in the clear').choices(['tls', 'tcp']).default('tls'))
    .option('--ca <file>', 'PEM of the authority that is trusted for it, instead of the system’s')
    .option('--client-certificate <file>', 'PEM to sign in with; with --client-key')
    .option('--client-key <file>', 'its key; it is sealed')
    .option('--webhook <url>', 'a signed POST (Standard Webhooks) of lines')
    .option('--authorization-file <file>', 'what the webhook wants in Authorization; it is sealed')
    .option('--file <path>', 'below the folder that the operator has named (LANYARD_STREAM_FOLDER)')
    .option('--rotate-mb <megabytes>', 'put the file aside before it grows beyond this')
    .option('--keep <files>', 'how many that were put aside are kept')
    .addOption(new Option('--format <format>', 'of each line').choices(STREAM_FORMATS).default('jsonl'))
    .option('--actions <actions>', 'only these, separated by commas; `containment.*` is all that begin so')
    .option('--results <results>', 'only these: allowed, denied, ok, failed, cut')
    .option('--from-beginning', 'the whole log, and not from now on')
    .option('--json', 'print it as JSON')
    .action(async (name: string, options: AddOptions) => {
      const input = { name, destination: await destinationOf(options), format: options.format, start: options.fromBeginning ? 'beginning' : 'now', actions: words(options.actions), results: words(options.results) as Asked['results'] } satisfies Asked
      const made = await valueOf(context, apiOf(context).ledgerStreams.add(input))
      if (options.json) return context.out(plainJson(made))
      context.say(`added ${made.name}, to ${made.to}`)
      if (made.secret === null) return
      context.out(made.secret)
      context.say('the secret is printed now and kept nowhere')
    })

  streams
    .command('pause')
    .description('hold one at its place')
    .argument('<name>')
    .requiredOption('--reason <text>', 'why')
    .action(async (name: string, { reason }: { reason: string }) => {
      await valueOf(context, apiOf(context).ledgerStreams.pause({ streamId: (await named(name)).id, reason }))
      context.say(`paused ${name}`)
    })

  const calls = (verb: 'resume' | 'test' | 'remove') => ({ id }: StreamView) => valueOf(context, apiOf(context).ledgerStreams[verb]({ streamId: id }))
  act('resume', 'let it go on from its place', 'resumed {}', calls('resume'))
  act('test', 'send a line that is no entry; `list --json` says what came of it', 'asked for a test of {}', calls('test'))
  act('remove', 'remove it: nothing leaves by it any more', 'removed {}', calls('remove'))
}

const behind = ({ lag }: StreamView): string => (lag.entries === 0 ? 'nothing' : `${lag.entries.toLocaleString('en')} ${lag.entries === 1 ? 'entry' : 'entries'}, ${lag.seconds} s`)
const words = (list: string | undefined): string[] => (list ?? '').split(/[\s,]+/).filter(Boolean)
const text = async (file: string): Promise<string> => readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => Promise.reject(new CliError(`${file} cannot be read: ${error.code ?? 'unknown'}`)))

async function destinationOf({ syslog, webhook, file, ...options }: AddOptions): Promise<Asked['destination']> {
  if ([syslog, webhook, file].filter((one) => one !== undefined).length !== 1) throw new CliError('say one of --syslog, --webhook and --file')
  if (webhook !== undefined) return { kind: 'webhook', url: webhook, ...(options.authorizationFile ? { authorization: (await text(options.authorizationFile)).trim() } : {}) }
  if (file !== undefined) return { kind: 'file', path: file, ...(options.rotateMb ? { rotate_mb: options.rotateMb } : {}), ...(options.keep ? { keep: options.keep } : {}) }
  if (syslog === undefined) throw new CliError('say one of --syslog, --webhook and --file')
  return {
    kind: 'syslog',
    ...syslog,
    transport: options.transport,
    ...(options.ca ? { ca: await text(options.ca) } : {}),
    ...(options.clientCertificate ? { client_certificate: await text(options.clientCertificate) } : {}),
    ...(options.clientKey ? { client_key: await text(options.clientKey) } : {}),
  }
}

function place(raw: string): { host: string; port: number } {
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([^:\s]+)):(\d{1,5})$/.exec(raw)
  const host = match?.[1] ?? match?.[2]
  if (!host) throw new InvalidArgumentError('must be host:port, such as siem.example.com:6514')
  return { host, port: Number(match?.[3]) }
}
