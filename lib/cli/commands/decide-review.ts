import { Argument, type Command } from 'commander'
import { BATCH_MAX } from '@/lib/identity/reviews/terms'
import { DECISIONS, type ReviewDecision, type ReviewItemView } from '@/lib/identity/reviews/contract'
import { agentIdOf, apiOf, valueOf } from '../api'
import { CliError, type CliContext } from '../context'
import { plain } from '../plain'

/** What of a review is one's own and not submitted. */
async function todoOf(context: CliContext, campaignId: string): Promise<ReviewItemView[]> {
  const items: ReviewItemView[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await valueOf(context, apiOf(context).reviews.items({ campaignId, show: 'todo', limit: BATCH_MAX, ...(cursor === undefined ? {} : { cursor }) }))
    items.push(...page.items)
    if (page.next === null) return items
    cursor = page.next
  }
}

export function decideCommands(reviews: Command, context: CliContext): void {
  reviews
    .command('decide')
    .description('decide on one agent that is yours to review; nothing takes effect before it is submitted')
    .argument('<review>', 'its id')
    .argument('<agent>', 'its name or id')
    .addArgument(new Argument('<decision>', 'what happens to its access').choices([...DECISIONS, 'undo']))
    .option('--comment <comment>', 'why; needed to remove')
    .action(async (campaignId: string, agent: string, decision: ReviewDecision | 'undo', { comment }: { comment?: string }) => {
      const agentId = await agentIdOf(context, apiOf(context), agent)
      const item = (await todoOf(context, campaignId)).find((one) => one.agent.id === agentId)
      if (!item) throw new CliError(`\`${agent}\` is not yours to decide in this review`)
      const items = [{ id: item.id, version: item.version, document: item.document }]
      await valueOf(context, apiOf(context).reviews.decide({ campaignId, items, decision: decision === 'undo' ? null : decision, ...(comment === undefined ? {} : { comment }) }))
      context.say(decision === 'undo' ? `undone: ${plain(item.agent.name)} is open` : `${plain(item.agent.name)}: ${decision}, ready to submit`)
    })

  reviews
    .command('submit')
    .description('submit what you have decided in a review: it takes effect, or waits for a second person')
    .argument('<review>', 'its id')
    .option('--yes', 'submit it; without this, only the sums are said')
    .action(async (campaignId: string, { yes }: { yes?: boolean }) => {
      const ready = (await todoOf(context, campaignId)).filter(({ state }) => state === 'decided')
      const count = (of: ReviewDecision): number => ready.filter(({ decision }) => decision?.what === of).length
      context.say(`${ready.length} decided: ${DECISIONS.map((of) => `${of} ${count(of)}`).join(', ')}; ${ready.filter(({ second }) => second.needed).length} need a second person`)
      if (ready.length === 0) return
      if (!yes) return context.say('submit them: --yes')
      for (let start = 0; start < ready.length; start += BATCH_MAX)
        await valueOf(context, apiOf(context).reviews.submit({ campaignId, items: ready.slice(start, start + BATCH_MAX).map(({ id, version }) => ({ id, version })) }))
      context.say('submitted')
    })
}
