import { agentIdOf, apiOf, valueOf } from '../api'
import { CliError, type CliContext } from '../context'
import { plainJson } from '../plain'

export type TagOptions = { add?: string[]; remove?: string[]; query?: string; person?: string; json?: boolean }
const STEP = 200

/** Adds and removes tags on agents by name, or on all that a filter finds. */
export async function tagAgents(context: CliContext, named: readonly string[], options: TagOptions): Promise<void> {
  const api = apiOf(context)
  const { add = [], remove = [], query: q, person } = options
  if (add.length + remove.length === 0) throw new CliError('say which tags, with --add or --remove')
  if (named.length > 0 === (q !== undefined || person !== undefined)) throw new CliError('name agents, or say which with --query or --person')
  const done = { changed: [] as string[], unchanged: 0, refused: [] as { id: string; name: string; why: string }[] }
  const tag = async (agentIds: string[]) => {
    if (agentIds.length === 0) return
    const report = await valueOf(context, api.agents.tag({ agentIds, add, remove }))
    done.changed.push(...report.changed)
    done.unchanged += report.unchanged
    done.refused.push(...report.refused)
  }
  const ids = await Promise.all(named.map((agent) => agentIdOf(context, api, agent)))
  for (let from = 0; from < ids.length; from += STEP) await tag(ids.slice(from, from + STEP))
  if (named.length === 0)
    for (let cursor: string | undefined; ; ) {
      const page = await valueOf(context, api.agents.list({ q, person, retired: 'false', limit: STEP, cursor }))
      await tag(page.items.map(({ id }) => id))
      if (page.next === null) break
      cursor = page.next
    }
  if (options.json) context.out(plainJson(done))
  else context.out(`tagged ${done.changed.length}, ${done.unchanged} had it so already${done.refused.map(({ name, why }) => `\n${name} ${why}`).join('')}`)
}
