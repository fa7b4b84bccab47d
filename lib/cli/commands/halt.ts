import { Option, type Command } from 'commander'
import type { z } from 'zod'
import { isWide, MODES, type Grain, type HaltInput } from '@/lib/identity/containment/contract'
import { agentIdOf, apiOf, valueOf } from '../api'
import { CliError, type CliContext } from '../context'
import { haltedText, previewText, requestedText } from '../halt-text'
import { personIdOf } from '../person-id'
import { plainJson } from '../plain'
import { selfTest } from './drill'

type Target = Pick<z.input<typeof HaltInput>, 'agentId' | 'runId' | 'ownerId' | 'server' | 'tool' | 'platform'> & { grain: Grain }
type Options = {
  mode: (typeof MODES)[number]
  scopes?: string
  endpoint?: string
  until?: string
  reason?: string
  name?: string
  preview?: boolean
  json?: boolean
}
type Find = (context: CliContext, ...names: string[]) => Promise<Omit<Target, 'grain'>>

/** What each word stops, and how what it takes is named. */
const TARGETS: readonly { word: string; grain: Grain; takes: readonly [string, string][]; says: string; find: Find }[] = [
  { word: 'agent', grain: 'sub_tree', takes: [['agent', 'its id or name']], says: 'an agent, and everything below it', find: async (context, agent = '') => ({ agentId: await agentId(context, agent) }) },
  { word: 'sub-tree', grain: 'sub_tree', takes: [['agent', 'its id or name']], says: 'an agent, and everything below it', find: async (context, agent = '') => ({ agentId: await agentId(context, agent) }) },
  {
    word: 'run',
    grain: 'run',
    takes: [['agent', 'its id or name'], ['run', 'the run’s id, as `lanyard agents show` lists it']],
    says: 'one run of an agent; its other runs go on',
    find: async (context, agent = '', runId = '') => ({ agentId: await agentId(context, agent), runId }),
  },
  { word: 'owner', grain: 'owner', takes: [['person', 'their e-mail or id']], says: 'everything that a person owns, and what is below it', find: async (context, person = '') => ({ ownerId: await personIdOf(context, apiOf(context), person) }) },
  { word: 'server', grain: 'tool_server', takes: [['server', 'its slug']], says: 'every call of one tool server', find: async (_context, server = '') => ({ server }) },
  { word: 'tool', grain: 'tool', takes: [['server', 'its slug'], ['tool', 'its name']], says: 'every call of one tool', find: async (_context, server = '', tool = '') => ({ server, tool }) },
  { word: 'platform', grain: 'platform', takes: [['platform', 'as in identity documents: bedrock, custom, …']], says: 'every agent of a platform', find: async (_context, platform = '') => ({ platform }) },
  { word: 'tenant', grain: 'tenant', takes: [], says: 'everything of this company', find: async () => ({}) },
]
const agentId = (context: CliContext, idOrName: string): Promise<string> => agentIdOf(context, apiOf(context), idOrName)

/** Speaks to the authority alone: it works when the console is down. */
export function haltCommands(program: Command, context: CliContext): void {
  const halt = program
    .command('halt')
    .description('stop agents, runs, tools or everything, now')
    .option('--self-test [value]', 'stop nothing: ask every enforcement point whether an order would arrive, with a value of yours')
    .action(({ selfTest: asked }: { selfTest?: string | true }) => (asked === undefined ? halt.help({ error: true }) : selfTest(context, asked === true ? {} : { value: asked })))
  for (const { word, grain, takes, says, find } of TARGETS) {
    const wide = isWide(grain)
    const command = halt.command(word).description(wide ? `${says}; another administrator confirms it` : says)
    for (const [name, description] of takes) command.argument(`<${name}>`, description)
    if (word === 'agent') command.addOption(new Option('--grain <grain>', 'the agent with all below it, or the agent alone').choices(['agent', 'sub_tree']).default('sub_tree'))
    command
      .addOption(new Option('--mode <mode>', 'what is left to it: nothing, what only reads, an investigator’s server, or nothing for ever').choices(MODES).default('suspend'))
      .option('--scopes <scopes>', 'with --mode strip: what is left instead of what only reads, separated by spaces')
      .option('--endpoint <server>', 'with --mode quarantine: slug of the one tool server that it may still call')
      .option('--until <time>', 'when it ends by itself, as 2026-01-31T18:00:00Z')
      .option('--reason <text>', wide ? 'why; needed' : 'why; may be given afterwards with `lanyard halt explain`')
      .option('--name <name>', 'the target’s name, typed, where the order is wide or cannot be undone')
      .option('--preview', 'say what it would cover, and stop nothing')
      .option('--json', 'print the answer as JSON')
      .action(async (...args: unknown[]) => {
        const names = args.slice(0, takes.length) as string[]
        const options = args[takes.length] as Options & { grain?: Grain }
        const target = { ...(await find(context, ...names)), grain: options.grain ?? grain }
        await (options.preview ? look(context, target, options) : stop(context, target, options))
      })
  }

  halt
    .command('explain')
    .description('give the reason of an order afterwards')
    .argument('<order>', 'its id')
    .requiredOption('--reason <text>', 'why')
    .option('--json', 'print the order as JSON')
    .action(async (orderId: string, { reason, json }: { reason: string; json?: boolean }) => {
      const order = await valueOf(context, apiOf(context).containment.explain({ orderId, reason }))
      context.out(json ? plainJson(order) : `order ${order.id} has its reason`)
    })

  halt
    .command('cancel')
    .description('take back a wide order that waits for a second administrator')
    .argument('<request>', 'its id')
    .option('--json', 'print it as JSON')
    .action(async (requestId: string, { json }: { json?: boolean }) => {
      const request = await valueOf(context, apiOf(context).containment.cancel({ requestId }))
      context.out(json ? plainJson(request) : `request ${request.id} is cancelled: it stops nothing`)
    })
}

async function look(context: CliContext, target: Target, { json }: Options): Promise<void> {
  const preview = await valueOf(context, apiOf(context).containment.preview(target))
  context.out(json ? plainJson(preview) : previewText(preview))
}

async function stop(context: CliContext, target: Target, { mode, scopes, endpoint, until, reason, name, json }: Options): Promise<void> {
  const api = apiOf(context)
  const input = { ...target, mode, endpoint, until: until && instant(until), reason, name, ...(scopes ? { scopes: scopes.split(/[\s,]+/).filter(Boolean) } : {}) }
  if (isWide(target.grain)) {
    const request = await valueOf(context, api.containment.request(input))
    return context.out(json ? plainJson(request) : requestedText(request))
  }
  const order = await valueOf(context, api.containment.halt(input))
  if (json) return context.out(plainJson(order))
  const { lines, notes } = haltedText(order, { mode, hasReason: reason !== undefined })
  for (const line of lines) context.out(line)
  for (const note of notes) context.say(note)
}

function instant(text: string): string {
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) throw new CliError(`\`${text}\` is not a time: write it as 2026-01-31T18:00:00Z`)
  return at.toISOString()
}
