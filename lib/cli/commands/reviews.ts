import type { Command } from 'commander'
import { apiOf, valueOf } from '../api'
import type { CliContext } from '../context'
import { plainJson } from '../plain'
import { table } from '../table'

type ListOptions = { limit: string; json?: boolean }
type ShowOptions = { mine?: boolean; json?: boolean }

export function reviewCommands(program: Command, context: CliContext): void {
  const reviews = program.command('reviews').description('access reviews: what is asked of whom, and what became of it')

  reviews
    .command('list')
    .description('list access reviews, newest first')
    .option('--limit <count>', 'how many at most', '50')
    .option('--json', 'print them as JSON')
    .action(async ({ limit, json }: ListOptions) => {
      const page = await valueOf(context, apiOf(context).reviews.list({ limit }))
      if (json) return context.out(plainJson(page.items))
      if (page.items.length === 0) return context.say('nothing has been reviewed yet')
      context.out(
        table(
          ['name', 'state', 'final', 'for you', 'due', 'without an answer', 'id'],
          page.items.map(({ name, state, progress, due_at, no_response, id }) => [name, state, `${progress.final} of ${progress.total}`, String(progress.mine + progress.mine_to_certify), due_at, no_response, id]),
        ),
      )
      if (page.next !== null) context.say('there are more: raise --limit')
    })

  reviews
    .command('show')
    .description('show the items of an access review, with what was decided and what was found afterwards')
    .argument('<review>', 'its id')
    .option('--mine', 'only what is yours to decide')
    .option('--json', 'print them as JSON, with their evidence')
    .action(async (campaignId: string, { mine, json }: ShowOptions) => {
      const page = await valueOf(context, apiOf(context).reviews.items({ campaignId, show: mine ? 'mine' : 'all' }))
      if (json) return context.out(plainJson(page.items))
      if (page.items.length === 0) return context.say('it has no such items')
      context.out(
        table(
          ['agent', 'risk', 'reviewer', 'state', 'decision', 'effect', 'recommended, because'],
          page.items.map((item) => [item.agent.name, item.risk_level, item.reviewer.name, item.state, item.decision?.what ?? '', item.effect?.state ?? '', `${item.recommendation.decision}: ${item.recommendation.reason}`]),
        ),
      )
      if (page.next !== null) context.say('there are more: the console’s file has all of them')
    })
}
