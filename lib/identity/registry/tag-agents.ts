import { Prisma } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Actor } from '../actor'
import type { Change } from '../ledger/append'
import type { Refusal } from '../refusals'
import { TagAgentsInput, type TagReport } from './bulk-contract'
import { TAGS_MAX } from './contract'
import { command } from './internal/tables'

type Row = { id: string; name: string; state: string; tags: string[]; owner_id: string; sponsor_id: string }

/**
 * Adds and removes tags on many agents at once. A tag finds agents and gives them nothing, so that it takes no revision;
 * still it is set by who answers for an agent, or by an administrator. One that cannot be tagged holds no other up.
 */
export const tagAgents = command({
  name: 'registry.agent.tag',
  input: TagAgentsInput,
  resource: async (tx, { agentIds }, actor) => {
    const ids = [...new Set(agentIds)]
    const agents = asRows<Row>(
      await tx.$queryRaw`select id, name, state, tags, owner_id, sponsor_id from agent where tenant_id = ${actor.tenantId}::uuid and id = any(${ids}::uuid[]) order by id for no key update`,
    )
    return agents.length === ids.length ? { tenantId: actor.tenantId, agents } : null
  },
  act: async (tx, { actor, input: { add, remove }, resource: { agents } }): Promise<Result<Change & { value: TagReport }, Refusal>> => {
    const refused: TagReport['refused'] = []
    const changed: (Row & { next: string[] })[] = []
    for (const agent of agents) {
      const why = barred(actor, agent)
      if (why) {
        refused.push({ id: agent.id, name: agent.name, why })
        continue
      }
      const next = [...new Set([...agent.tags.filter((tag) => !remove.includes(tag)), ...add])].sort()
      if (next.length > TAGS_MAX) refused.push({ id: agent.id, name: agent.name, why: `would have more than ${TAGS_MAX} tags` })
      else if (next.join(' ') !== agent.tags.join(' ')) changed.push({ ...agent, next })
    }
    if (refused.length === agents.length) return refuse<Refusal>({ code: 'invalid', fields: { agentIds: refused[0] ? `${refused[0].name} ${refused[0].why}` : 'are none' } })
    if (changed.length > 0)
      await tx.$executeRaw(Prisma.sql`
        update agent a set tags = n.tags from jsonb_to_recordset(${JSON.stringify(changed.map(({ id, next }) => ({ id, tags: next })))}::jsonb) n(id uuid, tags text[])
        where a.id = n.id and a.tenant_id = ${actor.tenantId}::uuid`)
    const [only] = agents
    return ok({
      value: { changed: changed.map(({ id }) => id), undo: undoOf(changed), unchanged: agents.length - changed.length - refused.length, refused },
      subject: agents.length === 1 && only ? { kind: 'agent', id: only.id, name: only.name } : { kind: 'agents', id: actor.tenantId, name: `${changed.length} ${changed.length === 1 ? 'agent' : 'agents'}` },
      ...(agents.length === 1 && only ? { agentId: only.id } : {}),
      detail: { add, remove, agents: changed.map(({ id }) => id), refused: refused.map(({ id }) => id) },
    })
  },
})

/** Of each what it did not have before is taken away, and what it had given back; those that changed alike together. */
function undoOf(changed: readonly { id: string; tags: string[]; next: string[] }[]): TagReport['undo'] {
  const alike = new Map<string, TagReport['undo'][number]>()
  for (const { id, tags, next } of changed) {
    const [add, remove] = [tags.filter((tag) => !next.includes(tag)), next.filter((tag) => !tags.includes(tag))]
    const key = `${add.join(' ')}/${remove.join(' ')}`
    const one = alike.get(key)
    if (one) one.agentIds.push(id)
    else alike.set(key, { agentIds: [id], add, remove })
  }
  return [...alike.values()]
}

function barred(actor: Actor, { state, owner_id, sponsor_id }: Row): string | null {
  if (state === 'retired') return 'is retired'
  if (actor.kind === 'person' && actor.role !== 'admin' && actor.id !== owner_id && actor.id !== sponsor_id) return 'is for its owner, its sponsor or an administrator to tag'
  return null
}
