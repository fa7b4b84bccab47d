import { hostname } from 'node:os'
import { basename, resolve } from 'node:path'
import { existsSync } from 'node:fs'
import { Option, type Command } from 'commander'
import { stringify } from 'yaml'
import { Gathering, scanFolder } from '@/lib/import/discover/scan'
import { issuerKeys } from '@/lib/kernel/issuer-keys'
import { CONTROLS, FOUND_KINDS, isAgentKind, ITEM_STATES, PARTS_MAX, type FoundCredential, type FoundInput, type ItemRow, type RunTotals, type UnreadPart } from '@/lib/identity/discovery/contract'
import { apiOf, valueOf } from '../api'
import { CliError, type CliContext } from '../context'
import { plainJson } from '../plain'
import { facts, table } from '../table'

/** Nothing of this is sent without being asked: `--dry-run` prints it instead. */
export function discoveryCommands(program: Command, context: CliContext): void {
  program
    .command('discover')
    .description('look through a folder or a file for agents, what they use and their credentials, and send what was found to the inbox; secrets stay here, a digest of each is sent')
    .argument('<path>', 'a folder, a checkout or one file')
    .option('--name <name>', 'what the place is called in the inbox (default: this host and the path)')
    .option('--dry-run', 'print what was found, and send nothing')
    .option('--json', 'print it as JSON')
    .action((path: string, options: { name?: string; dryRun?: boolean; json?: boolean }) => discover(context, path, options))
  inboxCommands(program, context)
  sourceCommands(program, context)
}

type Everything = { found: FoundInput[]; credentials: FoundCredential[]; unread: UnreadPart[] }

async function discover(context: CliContext, path: string, options: { name?: string; dryRun?: boolean; json?: boolean }): Promise<void> {
  const folder = resolve(path)
  if (!existsSync(folder)) throw new CliError(`\`${path}\` is not there`)
  const everything: Everything = { found: [], credentials: [], unread: [] }
  const keep = (part: Everything) => {
    for (const kind of ['found', 'credentials', 'unread'] as const) (everything[kind] as unknown[]).push(...part[kind])
  }
  if (options.dryRun) {
    const gathering = new Gathering(async (part) => keep(part))
    await scanFolder(folder, gathering)
    return report(context, everything, await gathering.end(), options.json)
  }
  const api = apiOf(context).discovery
  const issuer = await issuerKeys(context.environment.issuer)
  if (!issuer) throw new CliError(`the keys of ${context.environment.issuer} could not be read, so that its own cards could not be told from others: nothing was sent`)
  const run = await valueOf(context, api.begin({ sent_by: 'command', name: options.name ?? `${hostname()}:${folder}`.slice(-120) }))
  const gathering = new Gathering(async (part) => {
    keep(part)
    await valueOf(context, api.add({ scanId: run.id, ...part }))
  })
  const { all, problem } = await scanFolder(folder, gathering, undefined, issuer)
  const totals = await gathering.end()
  const ended = await valueOf(context, api.end({ scanId: run.id, totals, seen: all ? 'all' : 'part' }))
  if (problem) context.say(`not everything was looked at: ${problem}`)
  report(context, everything, totals, options.json)
  context.say(`sent: ${ended.fresh} new, ${ended.changed} changed, ${ended.gone} gone; see \`lanyard inbox list\``)
}

function report(context: CliContext, { found, credentials, unread }: Everything, totals: RunTotals, json = false): void {
  if (json) return context.out(plainJson({ totals, found, credentials, unread }))
  if (found.length > 0) context.out(table(['kind', 'name', 'path'], found.map(({ kind, name, path }) => [kind, name, path])))
  const worst = credentials.filter(({ tier }) => tier === 5)
  if (worst.length > 0) context.out(`\n${table(['tier', 'secret', 'path', 'line'], worst.map(({ tier, what, path, line }) => [tier, what, path, line]))}`)
  if (unread.length > 0) context.out(`\n${table(['could not be read', 'at', 'because it'], unread.slice(0, PARTS_MAX.unread).map(({ path, at, reason }) => [path, at, reason]))}`)
  context.say(`${totals.files} files: ${found.length} found, ${credentials.length} credentials, ${totals.unread} places that could not be read`)
  for (const [why, count] of Object.entries(totals.explained)) context.say(`  ${count} × ${why}`)
}

function inboxCommands(program: Command, context: CliContext): void {
  const inbox = program.command('inbox').description('what was found and nobody has decided on yet')
  const get = (id: string) => valueOf(context, apiOf(context).discovery.item({ foundId: id }))

  inbox
    .command('list')
    .description('list what was found, newest first')
    .addOption(new Option('--state <state>', 'what was decided; left out: nothing yet').choices([...ITEM_STATES, 'gone', 'any']))
    .addOption(new Option('--kind <kind>').choices(FOUND_KINDS))
    .addOption(new Option('--match <has>', 'whether something that is registered may be the same').choices(['yes', 'no']))
    .option('--search <text>', 'in its name or path')
    .option('--json', 'print it as JSON')
    .action(async ({ state, kind, match, search, json }: { state?: ItemRow['state']; kind?: ItemRow['kind']; match?: 'yes' | 'no'; search?: string; json?: boolean }) => {
      const page = await valueOf(context, apiOf(context).discovery.items({ ...(state ? { state } : {}), ...(kind ? { kind } : {}), ...(match ? { match } : {}), ...(search ? { q: search } : {}), limit: 200 }))
      if (json) return context.out(plainJson(page))
      if (page.items.length === 0) return context.say('there is nothing')
      context.out(table(['id', 'kind', 'name', 'path', 'tier', 'may be'], page.items.map((item) => [item.id, item.kind, item.name, item.path, item.tier, item.matches.map(({ name, why }) => `${name} (${why.join(', ')})`).join('; ') || null])))
      if (page.total > page.items.length) context.say(`${page.items.length} of ${page.total}: narrow it with --kind or --search`)
    })

  inbox
    .command('show')
    .description('one thing that was found, with its evidence')
    .argument('<id>')
    .option('--json', 'print it as JSON')
    .action(async (id: string, { json }: { json?: boolean }) => {
      const item = await get(id)
      if (json) return context.out(plainJson(item))
      context.out(`${item.name}\n${facts([['kind', item.kind], ['found in', `${item.path}, at ${item.at}`], ['source', item.source.name], ['checkout', item.evidence.checkout ? `${item.evidence.checkout.remote ?? 'no remote'}, commit ${item.evidence.checkout.commit}` : null], ['state', item.state], ['purpose', item.evidence.document.purpose ?? null], ['first seen', item.first_seen_at], ['decided', item.decision ? `${item.decision.by}${item.decision.reason ? `: ${item.decision.reason}` : ''}` : null]])}`)
      for (const { name, why } of item.matches) context.out(`  may be ${name}: ${why.join(', ')}`)
      for (const reach of item.evidence.reaches) context.out(`  reaches ${reach}`)
      for (const one of item.credentials) context.out(`  tier ${one.tier}: ${one.what} (${one.path}${one.line ? `, line ${one.line}` : ''})${one.missing.length > 0 ? `; missing: ${CONTROLS.filter((control) => one.missing.includes(control)).join(', ')}` : ''}`)
    })

  inbox
    .command('document')
    .description('print the beginning of its identity document as YAML, for `lanyard agents register`; owner and sponsor are for you to fill in')
    .argument('<id>')
    .action(async (id: string) => {
      const item = await get(id)
      if (!isAgentKind(item.kind)) throw new CliError(`it is a ${item.kind}, and no agent`)
      context.out(stringify({ ...item.evidence.document, purpose: item.evidence.document.purpose ?? '', owner: '', sponsor: '' }).trimEnd())
    })

  inbox
    .command('ignore')
    .description('leave it be; it comes back when it changes')
    .argument('<id>')
    .requiredOption('--reason <text>')
    .action(async (id: string, { reason }: { reason: string }) => {
      const { version } = await get(id)
      await valueOf(context, apiOf(context).discovery.ignore({ foundId: id, version, reason }))
      context.say('ignored')
    })

  inbox
    .command('merge')
    .description('say which registered agent or tool server it is')
    .argument('<id>')
    .argument('<target>', 'the id of the agent or of the tool server')
    .option('--registered', 'it was registered from this')
    .action(async (id: string, target: string, { registered }: { registered?: boolean }) => {
      const { version, kind } = await get(id)
      const api = apiOf(context).discovery
      if (registered) await valueOf(context, api.registered({ foundId: id, agentId: target }))
      else await valueOf(context, api.merge({ foundId: id, version, target: { kind: isAgentKind(kind) ? 'agent' : 'tool_server', id: target } }))
      context.say(registered ? 'noted' : 'merged')
    })

  inbox
    .command('reopen')
    .description('take a decision back')
    .argument('<id>')
    .action(async (id: string) => {
      await valueOf(context, apiOf(context).discovery.reopen({ foundId: id }))
      context.say('it waits for a decision again')
    })
}

function sourceCommands(program: Command, context: CliContext): void {
  const sources = program.command('sources').description('where discovery looks: folders of the host, and what people send')
  const list = () => valueOf(context, apiOf(context).discovery.sources({}))
  const named = async (name: string): Promise<string> => {
    const found = (await list()).items.find((one) => one.name === name || one.id === name)
    if (!found) throw new CliError(`there is no source \`${name}\``)
    return found.id
  }

  sources
    .command('list')
    .description('list them, with their last scan')
    .option('--json', 'print them as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const all = await list()
      if (json) return context.out(plainJson(all))
      if (all.items.length === 0) context.say('there is no source')
      else context.out(table(['name', 'kind', 'path', 'freshness', 'last scan', 'undecided'], all.items.map(({ name, kind, path, freshness, seen_at, open }) => [name, kind, path, freshness, seen_at, open])))
      context.say(all.roots.length > 0 ? `folders may be below: ${all.roots.join(', ')}` : 'no folder of the host may be read: LANYARD_DISCOVERY_ROOTS names those that may')
    })

  sources
    .command('add')
    .description('have a folder of the host scanned, now and by schedule')
    .argument('<path>')
    .option('--name <name>')
    .option('--every <hours>', 'how often, in hours; `0` when somebody asks', '24')
    .action(async (path: string, { name, every }: { name?: string; every: string }) => {
      const hours = Number(every)
      if (!Number.isInteger(hours) || hours < 0) throw new CliError('--every is a whole number of hours')
      const made = await valueOf(context, apiOf(context).discovery.addSource({ name: name ?? basename(path), path, every_hours: hours === 0 ? null : hours }))
      context.say(`added ${made.name}: it is being scanned`)
    })

  const act = (verb: 'scan' | 'remove', description: string, done: string) =>
    sources
      .command(verb)
      .description(description)
      .argument('<name>')
      .action(async (name: string) => {
        const sourceId = await named(name)
        await (verb === 'scan' ? valueOf(context, apiOf(context).discovery.scan({ sourceId })) : valueOf(context, apiOf(context).discovery.removeSource({ sourceId })))
        context.say(done)
      })
  act('scan', 'scan it now', 'asked for')
  act('remove', 'look there no more; what was found stays', 'removed')
}
