import type { Command } from 'commander'
import { apiOf, valueOf } from '../api'
import type { CliContext } from '../context'
import { plainJson } from '../plain'
import { namedThings } from './named-things'

export function platformCommands(program: Command, context: CliContext): void {
  const platforms = program.command('platforms').description('agent platforms that are believed in what they sign for their workloads')
  const { act } = namedThings(platforms, context, {
    what: 'platform',
    list: () => valueOf(context, apiOf(context).discovery.platforms({})),
    description: 'list them, with when a token of each was last seen',
    none: 'no platform is believed: workloads that show a platform’s token are refused, and nobody hears of them',
    head: ['name', 'issuer', 'last token', 'problem'],
    cells: (one) => [one.name, one.issuer, one.seen_at ?? 'none yet', one.problem ? `${one.problem.what} (${one.problem.at})` : ''],
  })

  platforms
    .command('believe')
    .description('believe one: a workload that is seen for the first time comes to the inbox; nobody gets a token for it')
    .argument('<name>', 'as it stands in the inbox')
    .requiredOption('--issuer <url>', 'to the letter as its tokens have it in iss')
    .option('--json', 'print it as JSON')
    .action(async (name: string, { issuer, json }: { issuer: string; json?: boolean }) => {
      const made = await valueOf(context, apiOf(context).discovery.addPlatform({ name, issuer }))
      if (json) return context.out(plainJson(made))
      context.say(`${made.name} is believed, as ${made.issuer}`)
    })

  act('stop', 'believe one no more; what was found stays', '{} is believed no more', ({ id }) => valueOf(context, apiOf(context).discovery.removePlatform({ platformId: id })))
}
