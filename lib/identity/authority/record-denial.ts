import { hotTransaction } from '@/lib/db/hot'
import { microBatch } from '@/lib/db/micro-batch'
import { newId } from '@/lib/kernel/ids'
import { appendBatch, type HotEntry } from '../ledger/append-batch'
import type { ClientAgent } from './find-client-agent'
import type { Check } from './issue-request'

const write = microBatch(async (entries: readonly HotEntry[]) => {
  await hotTransaction('system', (client) => appendBatch(client, entries))
  return entries.map(() => undefined)
})

/** Records a token request that was refused before anything was issued: at client authentication, or for its form. */
export async function recordDenial(
  agent: ClientAgent,
  denial: { reason: string; grant: string | null; error: string; detail: string; checks: readonly Check[] },
  at: Date,
): Promise<void> {
  await write({
    id: newId(),
    tenantId: agent.tenantId,
    occurredAt: at,
    action: 'token.issue',
    result: 'denied',
    reason: denial.reason,
    actor: { kind: 'agent', id: agent.id, name: agent.name },
    agentId: agent.id,
    chain: [agent.id],
    detail: { grant: denial.grant, error: denial.error, description: denial.detail, decision: denial.checks },
  })
}
