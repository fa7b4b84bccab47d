import type { ConfirmedReport } from '@/lib/identity/registry/bulk-contract'
import { agentIdOf, apiOf, valueOf } from '../api'
import { CliError, type CliContext } from '../context'
import { plain, plainJson } from '../plain'

export type ConfirmOptions = { due?: boolean; json?: boolean }
const STEP = 50

/** Says of agents by name, or of all that wait for it, that each is still needed; fails where one is refused, and does the rest. */
export async function confirmAgents(context: CliContext, named: readonly string[], { due = false, json = false }: ConfirmOptions): Promise<void> {
  if (named.length > 0 === due) throw new CliError('name agents, or say --due for all of yours that wait to be confirmed')
  const api = apiOf(context, 'person')
  const report: ConfirmedReport = { confirmed: [], refused: [] }
  const confirm = async (agentIds: string[]) => {
    for (let from = 0; from < agentIds.length; from += STEP) {
      const { confirmed, refused } = await valueOf(context, api.ownership.confirmMany({ agentIds: agentIds.slice(from, from + STEP) }))
      report.confirmed.push(...confirmed)
      report.refused.push(...refused)
      if (agentIds.length > STEP) context.say(`${report.confirmed.length + report.refused.length} of ${agentIds.length}`)
    }
  }
  if (due)
    // Those that wait are listed first, and are none of them any more once they are confirmed.
    for (let tried = new Set<string>(); ; ) {
      const { agents } = await valueOf(context, api.ownership.answers({}))
      const waiting = agents.filter(({ id, lapse }) => lapse !== null && lapse.phase !== 'fine' && !tried.has(id)).map(({ id }) => id)
      if (waiting.length === 0) break
      tried = new Set([...tried, ...waiting])
      await confirm(waiting)
    }
  else await confirm(await Promise.all(named.map((agent) => agentIdOf(context, api, agent))))

  if (json) context.out(plainJson(report))
  else if (report.confirmed.length + report.refused.length === 0) context.say('none of yours waits to be confirmed')
  else if (report.confirmed.length > 0) context.out(report.confirmed.map(({ name, confirm_by }) => `${plain(name)} is still needed${confirm_by ? `; to be confirmed again by ${confirm_by}` : ''}`).join('\n'))
  if (report.refused.length > 0) throw new CliError(report.refused.map(({ id, name, why }) => `${plain(name ?? id)} ${plain(why)}`).join('\n'))
}
