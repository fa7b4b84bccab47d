import type { CardView } from '@/lib/identity/registry/card-contract'
import { agentIdOf, apiOf, valueOf } from '../api'
import { CliError, type CliContext } from '../context'
import { plainJson } from '../plain'
import { facts } from '../table'

export type CardOptions = { publish?: boolean; withdraw?: boolean; url?: string; json?: boolean }

/** Shows the card; with `--publish` or `--withdraw`, after that is done. */
export async function card(context: CliContext, agent: string, { publish, withdraw, url, json }: CardOptions): Promise<void> {
  if (publish && withdraw) throw new CliError('choose one of --publish and --withdraw')
  if (url !== undefined && !publish) throw new CliError('--url is the address that is published: say --publish too')
  const api = apiOf(context)
  const agentId = await agentIdOf(context, api, agent)
  const view = await valueOf(context, publish ? api.cards.publish({ agentId, ...(url === undefined ? {} : { url }) }) : withdraw ? api.cards.withdraw({ agentId }) : api.cards.get({ agentId }))
  if (json) return context.out(plainJson(view))
  context.out(
    facts([
      ['card of', view.agent.name],
      ['public', stateOf(view)],
      ['at', view.address],
      ['answers at', view.url],
    ]),
  )
  if (view.card) context.out(plainJson(view.card))
  else context.say('no revision of its document is in force, so there is nothing to say yet')
}

const stateOf = ({ published_at, served, agent }: CardView): string => {
  if (published_at === null) return 'no'
  return served ? `since ${published_at}` : `not while it is ${agent.status}; published ${published_at}`
}
