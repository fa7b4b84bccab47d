import { z } from 'zod'
import { idField } from '@/lib/kernel/fields'
import { ok } from '@/lib/kernel/result'
import { commandsOver } from '../command'
import { agentAuthority } from './internal/agent-authority'

export const RefuseMandateInput = z.strictObject({
  agentId: idField<'agent'>(),
  /** `declined`: the person said no. The others: Lanyard did, before they could say anything. */
  reason: z.enum(['declined', 'draft', 'suspended', 'quarantined', 'retired', 'owner_alive', 'scope']),
})

/** A mandate that was asked for and not given. Changes nothing but the record. */
export const refuseMandate = commandsOver<'mandate'>()({
  name: 'delegation.mandate.refuse',
  input: RefuseMandateInput,
  resource: (tx, { agentId }, actor) => agentAuthority(tx, actor.tenantId, agentId),
  act: async (_tx, { actor, input, resource: agent }) =>
    ok({
      value: {},
      subject: { kind: 'agent', id: agent.id, name: agent.name },
      reason: input.reason,
      rootPersonId: actor.id,
      agentId: agent.id,
      chain: [agent.id],
    }),
})
