import { newId } from '@/lib/kernel/ids'
import { ok, refuse } from '@/lib/kernel/result'
import { commandsOver } from '../command'
import type { Refusal } from '../refusals'
import { resourceOf } from '../registry'
import { GiveStandingMandateInput, STANDING_MANDATE_DAYS_MAX } from './contract'
import { agentAuthority } from './internal/agent-authority'
import { mandateView } from './internal/mandate-views'
import { serverOf } from './internal/server-of'

const DAY_MS = 86_400_000

/**
 * What an agent may do by itself, on nobody's request. Only its sponsor may say so, who answers for it; and never
 * more than its identity document in force allows.
 */
export const giveStandingMandate = ({ gatewayUrl }: { gatewayUrl: string }) =>
  commandsOver<'mandate'>()({
    name: 'delegation.mandate.give_standing',
    input: GiveStandingMandateInput,
    resource: (tx, { agentId }, actor) => agentAuthority(tx, actor.tenantId, agentId),
    act: async (tx, { actor, input, resource: agent }) => {
      const invalid = (field: string, problem: string) => refuse<Refusal>({ code: 'invalid', fields: { [field]: problem } })
      if (actor.kind !== 'person' || actor.id !== agent.sponsorId) return refuse<Refusal>({ code: 'separated', rule: 'only_the_sponsor' })
      if (agent.status !== 'active') return refuse<Refusal>({ code: 'wrong_state', state: agent.status })
      if (!agent.ownersAlive) return refuse<Refusal>({ code: 'wrong_state', state: 'owner_alive' })
      const scopes = [...new Set(input.scopes)].sort()
      const excess = scopes.filter((scope) => !agent.scopes.has(scope))
      if (excess.length > 0) return invalid('scopes', `not in the identity document in force: ${excess.join(', ')}`)
      const now = new Date()
      const expiresAt = new Date(input.expires_at)
      if (expiresAt <= now) return invalid('expires_at', 'is in the past')
      if (expiresAt.getTime() > now.getTime() + STANDING_MANDATE_DAYS_MAX * DAY_MS)
        return invalid('expires_at', `is more than ${STANDING_MANDATE_DAYS_MAX} days away`)

      const id = newId<'mandate'>()
      const resources = [...new Set(scopes.map((scope) => resourceOf(gatewayUrl, serverOf(scope), agent.guarded)))]
      await tx.mandate.create({
        data: {
          id,
          tenantId: agent.tenantId,
          kind: 'standing',
          personId: actor.id,
          agentId: agent.id,
          purpose: input.purpose,
          scopes,
          resources,
          createdAt: now,
          expiresAt,
        },
      })
      return ok({
        value: await mandateView(tx, id),
        subject: { kind: 'agent', id: agent.id, name: agent.name },
        rootPersonId: actor.id,
        agentId: agent.id,
        chain: [agent.id],
        mandateId: id,
        purpose: input.purpose,
        detail: { scopes, expires_at: expiresAt.toISOString() },
      })
    },
  })
