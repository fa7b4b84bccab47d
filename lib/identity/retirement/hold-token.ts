import { asRows } from '@/lib/db/rows'
import { newId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { Invalid, NotFound, Separated } from '../refusals'
import type { SystemSettings } from './add-system'
import { HoldTokenInput, TOKENS_MAX } from './contract'
import { command } from './internal/tables'

type Held = { id: string; tenantId: string; name: string; state: string; owner_id: string; sponsor_id: string }
type Refused = Invalid | NotFound | Separated

/** Takes a token over that an agent has from another authorization server, so that its retirement can revoke it there. */
export const holdToken = ({ sealSystemSecret }: SystemSettings) =>
  command({
    name: 'registry.system.hold',
    input: HoldTokenInput,
    resource: async (tx, { agentId }, actor): Promise<Held | null> => {
      const [agent] = asRows<Held>(await tx.$queryRaw`select id, tenant_id as "tenantId", name, state, owner_id, sponsor_id from agent where id = ${agentId}::uuid and tenant_id = ${actor.tenantId}::uuid`)
      return agent ?? null
    },
    act: async (tx, { actor, input: { systemId, token, hint }, resource: agent }): Promise<Result<Change & { value: { id: string } }, Refused>> => {
      const answersForIt = actor.id === agent.owner_id || actor.id === agent.sponsor_id
      if (actor.kind === 'person' && actor.role !== 'admin' && !answersForIt) return refuse({ code: 'separated', rule: 'only_an_administrator_or_who_answers_for_it_hands_over_its_tokens' })
      const system = await tx.connectedSystem.findFirst({ where: { id: systemId, tenantId: actor.tenantId, removedAt: null } })
      if (!system) return refuse({ code: 'not_found' })
      if (system.kind !== 'oauth') return refuse({ code: 'invalid', fields: { systemId: 'revokes no tokens: it is no authorization server' } })
      if (agent.state === 'retired') return refuse({ code: 'invalid', fields: { agentId: 'is retired' } })
      const held = await tx.connectedToken.count({ where: { agentId: agent.id, systemId, endedAt: null } })
      if (held >= TOKENS_MAX) return refuse({ code: 'invalid', fields: { token: `${TOKENS_MAX} of this agent are held already` } })
      const id = newId<'connected_token'>()
      await tx.connectedToken.create({ data: { id, tenantId: actor.tenantId, systemId, agentId: agent.id, hint, tokenSealed: sealSystemSecret(id, token), createdByName: actor.name } })
      return ok({ value: { id }, subject: { kind: 'agent', id: agent.id, name: agent.name }, agentId: agent.id, detail: { system: system.name, system_id: system.id, token: id, hint } })
    },
  })
