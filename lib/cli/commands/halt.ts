import { Option, type Command } from 'commander'
import { GRAINS, type Grain } from '@/lib/identity/containment/contract'
import { agentIdOf, apiOf, valueOf } from '../api'
import type { CliContext } from '../context'
import { plain, plainJson } from '../plain'
import { table } from '../table'

type Options = { reason?: string; grain: Grain; json?: boolean }

/** Speaks to the authority alone: it works when the console is down. */
export function haltCommands(program: Command, context: CliContext): void {
  const halt = program.command('halt').description('stop agents, now')

  halt
    .command('agent')
    .description('suspend an agent, and everything below it')
    .argument('<agent>', 'its id or name')
    .option('--reason <text>', 'why; may be given afterwards with `lanyard halt explain`')
    .addOption(new Option('--grain <grain>', 'the agent with all below it, or the agent alone').choices(GRAINS).default('sub_tree'))
    .option('--json', 'print the order as JSON: order_id, epoch, covered, receipts')
    .action(async (agent: string, { reason, grain, json }: Options) => {
      const api = apiOf(context)
      const agentId = await agentIdOf(context, api, agent)
      const order = await valueOf(context, api.containment.halt({ agentId, grain, reason }))
      if (json) return context.out(plainJson(order))
      const { covered, receipts } = order
      const names = covered.agents.map((one) => plain(one.name))
      context.out(`halted ${names.join(', ')}: order ${order.order_id}, epoch ${order.epoch}`)
      context.out(`${count(covered.live_tokens, 'live token')} and ${count(covered.calls_in_flight, 'call')} in flight covered`)
      if (receipts.length > 0) context.out(table(['enforcement point', 'confirmed after'], receipts.map(({ point, ms }) => [point, `${Math.round(ms)} ms`])))
      else context.say(unconfirmed(covered.last_token_expires_at))
      if (!reason) context.say(`say why with: lanyard halt explain ${order.order_id} --reason TEXT`)
    })

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
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`

/** What is known, and no more: a point that did not answer may still be letting calls through. */
const unconfirmed = (lastTokenExpiresAt: string | null): string =>
  `no enforcement point has confirmed yet; one without contact refuses everything within seconds${lastTokenExpiresAt ? `, and the last token dies by itself at ${lastTokenExpiresAt}` : ''}`
