import { calculateJwkThumbprint } from 'jose'
import { z } from 'zod'
import { newId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { WrongState } from '../refusals'
import { DRILL_TOOL } from '../registry'
import { PublicJwk } from '../registry/contract'
import { DRILL_JOB } from '../containment'
import { command } from './internal/tables'

const Input = z.object({
  drillId: z.uuid(),
  agents: z.array(z.object({ id: z.uuid(), name: z.string() })).length(3),
  keys: z.array(PublicJwk).length(3),
  adminId: z.uuid(),
  server: z.string(),
  resource: z.url(),
})

/** Longer than a drill may take, and not by much. */
const MANDATE_MINUTES = 10

/** Gives the three agents the keys of this drill, and the first of them a mandate that outlives it by minutes. */
export const prepareDrill = command({
  name: 'containment.drill.prepare',
  input: Input,
  resource: (tx, { drillId }, actor) => tx.drill.findFirst({ where: { id: drillId, tenantId: actor.tenantId } }),
  act: async (tx, { actor, input, resource: drill }): Promise<Result<Change & { value: null }, WrongState>> => {
    if (drill.state !== 'keyed') return refuse({ code: 'wrong_state', state: drill.state })
    const { agents, keys, adminId, server, resource } = input
    const tenantId = actor.tenantId
    const ids = agents.map(({ id }) => id)
    const kids = await Promise.all(keys.map((jwk) => calculateJwkThumbprint(jwk)))
    await tx.$executeRaw`update agent_key set revoked_at = now() where tenant_id = ${tenantId}::uuid and agent_id = any(${ids}::uuid[]) and revoked_at is null and kid <> all(${kids}::text[])`
    for (const [index, id] of ids.entries())
      await tx.$executeRaw`
        insert into agent_key (id, tenant_id, agent_id, kid, jwk, created_by)
        values (${newId()}::uuid, ${tenantId}::uuid, ${id}::uuid, ${kids[index]}, ${JSON.stringify(keys[index])}::jsonb, ${DRILL_JOB}) on conflict (kid) do nothing`
    // Whoever answered for them may have left since.
    await tx.$executeRaw`
      update agent a set owner_id = ${adminId}::uuid, sponsor_id = ${adminId}::uuid
      where a.tenant_id = ${tenantId}::uuid and a.id = any(${ids}::uuid[]) and a.registered_by = ${DRILL_JOB}
        and exists (select from person p where p.id in (a.owner_id, a.sponsor_id) and p.status <> 'active')`
    const [mandateId, scope] = [newId(), `mcp:${server}:${DRILL_TOOL}`]
    await tx.$executeRaw`
      insert into mandate (id, tenant_id, kind, person_id, agent_id, purpose, scopes, resources, created_at, expires_at)
      values (${mandateId}::uuid, ${tenantId}::uuid, 'standing', ${adminId}::uuid, ${ids[0]}::uuid, 'A drill of the kill switch', array[${scope}], array[${resource}],
        now(), now() + make_interval(mins => ${MANDATE_MINUTES}))`
    await tx.drill.update({ where: { id: drill.id }, data: { state: 'ready', heldUntil: null, agents, server } })
    return ok({ value: null, subject: { kind: 'drill', id: drill.id, name: 'drill' }, chain: ids, mandateId, detail: { drill_id: drill.id, kids } })
  },
})
