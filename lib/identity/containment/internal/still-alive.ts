import { asRows, uuidArray } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { runKey } from '@/lib/kernel/containment-subject'
import type { TenantId } from '@/lib/kernel/ids'
import type { Hop } from './hops-through'

/** Without what an earlier order has killed already: a token is dead when a cover of anything it rests on is younger. */
export async function stillAlive(tx: Pick<Tx, '$queryRaw'>, tenantId: TenantId, hops: readonly Hop[]): Promise<Hop[]> {
  const subjects = [...new Set(hops.flatMap(({ id, path, mandate_id }) => [...path, id, mandate_id]))]
  const runs = [...new Set(hops.map(({ agent_id, run_id }) => runKey(agent_id, run_id)))]
  const newest = asRows<{ subject: string; epoch: number }>(
    await tx.$queryRaw`
      select kind || ' ' || coalesce(subject_key, subject_id::text) as subject, max(epoch)::float8 as epoch from containment_cover
      where tenant_id = ${tenantId}::uuid
        and (kind in ('tool_server', 'tenant') and (lifted_at is null or lifted_at > now() - interval '1 day')
          or kind in ('agent', 'delegation', 'mandate') and subject_id = any(${uuidArray(subjects)}::uuid[])
          or kind = 'run' and subject_id = any(array(select md5('run:' || key)::uuid from unnest(${runs}::text[]) key)))
      group by 1`,
  )
  if (newest.length === 0) return hops.filter(({ revoked }) => !revoked)
  const epochOf = new Map(newest.map(({ subject, epoch }) => [subject, epoch]))
  const isDead = (hop: Hop): boolean =>
    [
      ...hop.path.map((id) => `agent ${id}`),
      `delegation ${hop.id}`,
      `mandate ${hop.mandate_id}`,
      `run ${runKey(hop.agent_id, hop.run_id)}`,
      `tool_server ${hop.audience.slice(hop.audience.lastIndexOf('/') + 1)}`,
      `tenant ${tenantId}`,
    ].some((subject) => (epochOf.get(subject) ?? 0) > hop.epoch)
  return hops.filter((hop) => !hop.revoked && !isDead(hop))
}
