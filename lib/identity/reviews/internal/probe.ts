import { Prisma } from '@/generated/prisma/client'
import { LIVE_DELEGATION_SQL } from '@/lib/db/live-delegation'
import { asRows } from '@/lib/db/rows'
import { read, type Tx } from '@/lib/db/transaction'
import type { TenantId } from '@/lib/kernel/ids'
import type { ProbeView, ReviewDecision } from '../contract'
import { liveAgents } from './live'

export type Probed = { agentId: string; decision: ReviewDecision; removes: readonly string[] }

/** Looks whether a decision is in force, at what tokens are issued and refused by; never at what somebody wrote down. */
export async function probe(tenantId: TenantId, { agentId, decision, removes }: Probed): Promise<ProbeView> {
  return read(tenantId, async (tx) => {
    const agent = (await liveAgents(tx, tenantId, [agentId])).get(agentId)
    const check = (name: string, ok: boolean, detail: string) => ({ check: name, ok, detail })
    const at = new Date().toISOString()
    if (!agent) return { at, checks: [check('agent', decision === 'remove', 'it has no document in force')] }
    if (decision === 'keep') return { at, checks: [check('agent', agent.status !== 'retired', `it is ${agent.status}`)] }
    if (decision === 'remove') {
      const live = await liveTokens(tx, tenantId, agentId, null)
      return { at, checks: [check('agent', agent.status !== 'active', `it is ${agent.status}`), check('tokens', live === 0, `${live} live`)] }
    }
    const left = agent.document.tools.map(({ mcp_server, tool_id }) => `mcp:${mcp_server}:${tool_id}`).filter((scope) => removes.includes(scope))
    const live = await liveTokens(tx, tenantId, agentId, removes)
    return {
      at,
      checks: [
        check('document', left.length === 0, left.length === 0 ? `its document allows none of the ${removes.length}` : `its document still allows ${left.join(', ')}`),
        check('tokens', live === 0, `${live} live with what was taken away`),
      ],
    }
  })
}

export const isProved = ({ checks }: ProbeView): boolean => checks.every(({ ok }) => ok)

/** Of the agent's own; `scopes`: only those that carry one of them. */
async function liveTokens(tx: Pick<Tx, '$queryRaw'>, tenantId: string, agentId: string, scopes: readonly string[] | null): Promise<number> {
  const [row] = asRows<{ live: number }>(
    await tx.$queryRaw(Prisma.sql`
      select count(*)::int as live from delegation d where d.tenant_id = ${tenantId}::uuid and d.agent_id = ${agentId}::uuid and ${LIVE_DELEGATION_SQL}
        ${scopes ? Prisma.sql`and d.scopes && ${[...scopes]}::text[]` : Prisma.empty}`),
  )
  return row?.live ?? 0
}
