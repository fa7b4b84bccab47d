import { z } from 'zod'
import { idField, proseField } from '@/lib/kernel/fields'
import { newId, type MandateId } from '@/lib/kernel/ids'
import { ok, refuse } from '@/lib/kernel/result'
import { commandsOver } from '../command'
import type { Conflict, WrongState } from '../refusals'
import { resourceOf } from '../registry'
import { ScopeField } from './contract'
import { agentAuthority } from './internal/agent-authority'

export const MANDATE_SECONDS_MIN = 60
export const MANDATE_SECONDS_MAX = 30 * 86_400

export const GiveMandateInput = z.strictObject({
  agentId: idField<'agent'>(),
  scopes: z.array(ScopeField).min(1).max(200),
  purpose: proseField(1, 500),
  lifetimeSeconds: z.int().min(MANDATE_SECONDS_MIN).max(MANDATE_SECONDS_MAX),
  /** The authorization server's Grant that will carry it; one Grant carries one mandate. */
  grantId: z.string().min(20).max(100),
})

/** What a person ticked is more than the agent may have: the page was made up, or the document has changed since. */
export type NotGrantable = { code: 'not_grantable'; scopes: string[] }

/**
 * A person's mandate to an agent, given on the consent page: what it may do in their name, why, and until when.
 *
 * INVARIANT: a mandate holds nothing that the identity document in force does not, and nothing of the management API,
 * whatever the person holds; and no draft, halted, retired or unaccountable agent gets one.
 */
export const giveMandate = ({ gatewayUrl }: { gatewayUrl: string }) =>
  commandsOver<'mandate'>()({
    name: 'delegation.mandate.give',
    input: GiveMandateInput,
    resource: (tx, { agentId }, actor) => agentAuthority(tx, actor.tenantId, agentId),
    act: async (tx, { actor, input, resource: agent }) => {
      type Refused = WrongState | NotGrantable | Conflict
      if (agent.status !== 'active') return refuse<Refused>({ code: 'wrong_state', state: agent.status })
      if (!agent.ownersAlive) return refuse<Refused>({ code: 'wrong_state', state: 'owner_alive' })
      const scopes = [...new Set(input.scopes)].sort()
      const excess = scopes.filter((scope) => !agent.scopes.has(scope))
      if (excess.length > 0) return refuse<Refused>({ code: 'not_grantable', scopes: excess })

      const now = new Date()
      const id: MandateId = newId<'mandate'>()
      const expiresAt = new Date(now.getTime() + input.lifetimeSeconds * 1_000)
      const mandate = {
        id, tenantId: actor.tenantId, kind: 'person', personId: actor.id, agentId: agent.id, purpose: input.purpose, scopes,
        resources: [...new Set(scopes.map((scope) => resourceOf(gatewayUrl, serverOf(scope), agent.guarded)))], grantId: input.grantId, createdAt: now, expiresAt,
      } // prettier-ignore
      const { count } = await tx.mandate.createMany({ data: mandate, skipDuplicates: true })
      if (count === 0) return refuse<Refused>({ code: 'conflict', detail: 'this request was already answered' })
      return ok({
        value: { mandateId: id, expiresAt },
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

/** Of `mcp:<server>:<tool>`; what is not of that form never gets this far. */
const serverOf = (scope: string): string => scope.split(':')[1] ?? ''
