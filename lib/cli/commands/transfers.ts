import type { Api } from '@/lib/api/client'
import type { TransferView } from '@/lib/identity/registry/ownership-contract'
import { agentIdOf, apiOf, valueOf } from '../api'
import { CliError, type CliContext } from '../context'
import { personIdOf } from '../person-id'
import { plainJson } from '../plain'
import { table } from '../table'

type Options = { to?: string; as: string; reason?: string; accept?: boolean; decline?: boolean; cancel?: boolean; json?: boolean }
const PAGE_MAX = 200

/** Without an act and without somebody to offer them to: what is offered now. */
export async function transferAgents(context: CliContext, named: readonly string[], options: Options): Promise<void> {
  const acts = (['accept', 'decline', 'cancel'] as const).filter((act) => options[act])
  if (acts.length + (options.to === undefined ? 0 : 1) > 1) throw new CliError('choose one of --to, --accept, --decline and --cancel')
  const [act] = acts
  const api = apiOf(context, act === 'accept' || act === 'decline' ? 'person' : undefined)
  const agentIds = await Promise.all(named.map((agent) => agentIdOf(context, api, agent)))
  const transfers = options.to !== undefined ? await offer(context, api, agentIds, options) : await open(context, api, agentIds, act === 'accept' || act === 'decline')
  if (act === 'cancel' && named.length === 0) throw new CliError('name the agents whose offer you take back')
  const done: TransferView[] = []
  for (const transfer of transfers) done.push(act ? await valueOf(context, api.transfers[act]({ transferId: transfer.id })) : transfer)
  if (options.json) return context.out(plainJson(done))
  if (done.length === 0) return context.say('nothing is offered')
  context.out(table(['agent', 'as', 'from', 'to', 'state', 'until', 'why'], done.map((one) => [one.agent.name, one.role, one.from.name, one.to.name, one.state, one.expires_at, one.reason])))
}

async function offer(context: CliContext, api: Api, agentIds: string[], { to = '', as, reason }: Options): Promise<TransferView[]> {
  if (agentIds.length === 0) throw new CliError('name the agents that are offered')
  if (reason === undefined) throw new CliError('say why, with --reason')
  return valueOf(context, api.transfers.request({ agentIds, to: await personIdOf(context, api, to), role: as as never, reason }))
}

async function open(context: CliContext, api: Api, agentIds: readonly string[], mine: boolean): Promise<TransferView[]> {
  const to = mine ? (await valueOf(context, api.me.get({}))).id : undefined
  const { items } = await valueOf(context, api.transfers.list({ state: 'requested', limit: PAGE_MAX, to }))
  return agentIds.length === 0 ? items : items.filter((transfer) => agentIds.includes(transfer.agent.id))
}
