import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { lockRegistry } from './internal/drafts'
import { answersFor, ownershipView } from './internal/ownership-view'
import { livePersonNamed } from './internal/people-named'
import { peopleAnswering } from './internal/people-needed'
import { command } from './internal/tables'
import { SetDeputiesInput } from './ownership-contract'

/** Names who follows first, and in which order, when the owner or the sponsor of an agent leaves. */
export const setDeputies = command({
  name: 'registry.agent.set_deputies',
  input: SetDeputiesInput,
  lock: (tx, actor) => lockRegistry(tx, actor.tenantId),
  resource: (tx, { agentId }, actor) => tx.agent.findFirst({ where: { id: agentId, tenantId: actor.tenantId } }),
  act: async (tx, { actor, input, resource: agent }) => {
    if (!answersFor(actor, agent)) return refuse<Refusal>({ code: 'separated', rule: 'only_who_answers_for_it' })
    if (agent.state === 'retired') return refuse<Refusal>({ code: 'wrong_state', state: 'retired' })
    const deputies = [...new Set(input.deputies)]
    for (const [index, id] of deputies.entries()) {
      const person = await livePersonNamed(tx, actor.tenantId, id)
      if (!person.ok) return refuse<Refusal>({ code: 'invalid', fields: { [`deputies.${index}`]: person.refusal } })
    }
    const before = await peopleAnswering(tx, agent.id)
    await tx.agentDeputy.deleteMany({ where: { agentId: agent.id, tenantId: actor.tenantId } })
    await tx.agentDeputy.createMany({ data: deputies.map((personId, position) => ({ agentId: agent.id, personId, tenantId: actor.tenantId, position })) })
    const value = await ownershipView(tx, actor, agent)
    const { named, needed } = value.people
    if (agent.state === 'active' && named < needed && named < before) return refuse<Refusal>({ code: 'invalid', fields: { deputies: `at its risk ${needed} people answer for it, and then ${named} would` } })
    return ok({
      value,
      subject: { kind: 'agent', id: agent.id, name: agent.name },
      agentId: agent.id,
      chain: [agent.id],
      detail: { deputies },
    })
  },
})
