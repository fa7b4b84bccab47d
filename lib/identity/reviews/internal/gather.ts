import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { digestOf } from '@/lib/kernel/canonical-json'
import { newId } from '@/lib/kernel/ids'
import { reviewedAgents, type Staged } from './reviewed-agents'
import { evidenceOf } from './snapshot'

/** Items of one transaction, at the most: evidence of that many is a few queries. */
export const GATHER_AT_ONCE = 200

/**
 * Makes items of the next agents that a launch has fixed, each with its evidence as of now, and takes them off what
 * waits: both or neither, so that a process that is killed leaves nothing half done and the next begins where it was.
 * Several may gather at once; each has other agents. `atOnce`: of how many agents, 1 to 200. Returns how many it made.
 */
export async function gather(tx: Pick<Tx, '$queryRaw' | '$executeRaw'>, tenantId: string, campaignId: string, now: Date, atOnce = GATHER_AT_ONCE): Promise<number> {
  // Locked and deleted by where they lie: of a table that was just filled the planner knows too little to join it with itself.
  const staged = asRows<Staged>(
    await tx.$queryRaw`
      delete from review_gathering where ctid = any(array(
        select ctid from review_gathering where campaign_id = ${campaignId}::uuid and tenant_id = ${tenantId}::uuid order by kind, agent_id limit ${atOnce} for update skip locked))
      returning agent_id, revision_id, reviewer_id, second, third`,
  )
  if (staged.length === 0) return 0
  const evidence = await evidenceOf(tx, tenantId, await reviewedAgents(tx, tenantId, staged), now)
  const rows = staged.flatMap(({ agent_id, reviewer_id, second, third }) => {
    const one = evidence.get(agent_id)
    return one
      ? [{ id: newId<'review_item'>(), agent_id, agent_name: one.agent.name, risk_level: one.agent.risk_level, evidence: one, digest: digestOf(one), document_digest: one.document.digest, changed: one.changed_because.length > 0, second, third, reviewer_id }]
      : []
  })
  // One parameter for many rows: a statement of twenty thousand parameters takes seconds to build, and all others wait.
  await tx.$executeRaw`
    insert into review_item (id, tenant_id, campaign_id, agent_id, agent_name, risk_level, evidence, digest, document_digest, changed, second, third, reviewer_id)
    select r.id, ${tenantId}::uuid, ${campaignId}::uuid, r.agent_id, r.agent_name, r.risk_level, r.evidence, r.digest, r.document_digest, r.changed, r.second, r.third, r.reviewer_id
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r(id uuid, agent_id uuid, agent_name text, risk_level text, evidence jsonb, digest text, document_digest text,
      changed boolean, second boolean, third boolean, reviewer_id uuid)`
  return rows.length
}
