import { InvalidArgumentError, type Command } from 'commander'
import { agentIdOf, apiOf, valueOf } from '../api'
import type { CliContext } from '../context'
import { plainJson } from '../plain'
import { table } from '../table'

type GiveOptions = { scope: string[]; purpose: string; for: number; json?: boolean }
type ListOptions = { agent?: string; person?: string; live?: boolean; limit: string; json?: boolean }

export function mandateCommands(program: Command, context: CliContext): void {
  const mandates = program.command('mandates').description('what agents may do, for whom and until when')

  mandates
    .command('give')
    .description('give an agent a standing mandate, for what it does on nobody’s request; only its sponsor can')
    .argument('<agent>', 'its id or name')
    .requiredOption('--scope <scope...>', 'mcp:<server>:<tool>, as many as you like')
    .requiredOption('--purpose <text>', 'why')
    .option('--for <time>', 'how long: 12h, 30d', lifetime, lifetime('30d'))
    .option('--json', 'print the mandate as JSON')
    .action(async (agent: string, { scope, purpose, for: ms, json }: GiveOptions) => {
      const api = apiOf(context, 'person')
      const agentId = await agentIdOf(context, api, agent)
      const expires_at = new Date(Date.now() + ms).toISOString()
      const mandate = await valueOf(context, api.mandates.giveStanding({ agentId, scopes: scope, purpose, expires_at }))
      context.out(json ? plainJson(mandate) : `${mandate.agent.name} has a standing mandate until ${mandate.expires_at}: ${mandate.id}`)
    })

  mandates
    .command('list')
    .description('list mandates, newest first')
    .option('--agent <agent>', 'of this agent: id or name')
    .option('--person <id>', 'given by this person')
    .option('--live', 'only those in force')
    .option('--limit <count>', 'how many at most', '50')
    .option('--json', 'print them as JSON')
    .action(async (options: ListOptions) => {
      const api = apiOf(context)
      const agentId = options.agent === undefined ? undefined : await agentIdOf(context, api, options.agent)
      const page = await valueOf(context, api.mandates.list({ agentId, person: options.person, live: options.live ? 'true' : undefined, limit: options.limit }))
      if (options.json) return context.out(plainJson(page.items))
      if (page.items.length === 0) return context.say('no mandates match')
      context.out(
        table(
          ['agent', 'given by', 'kind', 'until', 'state', 'purpose', 'id'],
          page.items.map((one) => [one.agent.name, one.person.name, one.kind, one.expires_at, one.ended?.reason ?? 'live', one.purpose, one.id]),
        ),
      )
      if (page.next !== null) context.say('there are more: raise --limit, or filter')
    })

  mandates
    .command('offers')
    .description('list what retired agents did by themselves and is offered to the agents that follow them')
    .option('--json', 'print them as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const all = await valueOf(context, apiOf(context).mandates.offers({}))
      if (json) return context.out(plainJson(all))
      if (all.length === 0) return context.say('nothing is offered')
      context.out(table(['from', 'to', 'decided by', 'until', 'purpose', 'id'], all.map((one) => [one.from.name, one.agent.name, one.sponsor.name, one.expires_at, one.purpose, one.id])))
    })

  for (const [verb, about] of [['accept', 'give the successor what a retired agent did by itself; only its sponsor can'], ['decline', 'let it end with the agent that had it']] as const)
    mandates
      .command(verb)
      .description(about)
      .argument('<offer>', 'its id')
      .action(async (offerId: string) => {
        const api = apiOf(context, 'person').mandates
        if (verb === 'decline') await valueOf(context, api.declineOffer({ offerId }))
        context.say(verb === 'decline' ? 'declined' : `given: ${(await valueOf(context, api.acceptOffer({ offerId }))).mandate_id}`)
      })

  mandates
    .command('withdraw')
    .description('take a mandate back; every token below it dies')
    .argument('<mandate>', 'its id')
    .option('--json', 'print the mandate as JSON')
    .action(async (mandateId: string, { json }: { json?: boolean }) => {
      const mandate = await valueOf(context, apiOf(context).mandates.withdraw({ mandateId }))
      context.out(json ? plainJson(mandate) : `withdrawn: the mandate of ${mandate.person.name} for ${mandate.agent.name}`)
    })
}

const UNITS_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `90m`, `12h`, `30d` in milliseconds. */
function lifetime(text: string): number {
  const [, amount, unit] = /^(\d{1,5})([mhd])$/.exec(text) ?? []
  if (!amount || !unit) throw new InvalidArgumentError('a number and m, h or d, such as 12h or 30d')
  return Number(amount) * (UNITS_MS[unit] ?? 0)
}
