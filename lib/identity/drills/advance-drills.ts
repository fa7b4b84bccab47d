import { z } from 'zod'
import { hotTransaction } from '@/lib/db/hot'
import { trustedId, type TenantId } from '@/lib/kernel/ids'
import { DRILL_JOB, halt, liftDrill } from '../containment'
import { PublicJwk } from '../registry/contract'
import { finishDrill } from './finish-drill'
import { CannotDrill, drillJob, ensureAgents } from './internal/drill-agents'
import { prepareDrill } from './prepare-drill'

export type DrillSettings = { gatewayUrl: string; trustDomain: string }
type Step = { id: string; tenant_id: string; state: string; keys: unknown; agents: { id: string; name: string }[] | null; order_id: string | null; late: boolean }

/** A drill that nobody takes up, and one whose probing process fell silent, is ended here: its order is lifted all the same. */
const TAKE_UP_SECONDS = 60
const WHOLE_SECONDS = 180
/** A step that began and did not end is tried again, by whichever process. */
const HELD_SECONDS = 20

/**
 * What of every open drill is the authority's to do next: agents and mandate, the order, the lifting, the conclusion.
 * The process that probes holds the keys and calls the points; it can order nothing. Safe from many processes.
 */
export async function advanceDrills(settings: DrillSettings): Promise<void> {
  const due = await hotTransaction('system', (client) =>
    client.query<Step>(
      `update drill set held_until = now() + make_interval(secs => ${HELD_SECONDS}) where id in (
        select id from drill where state <> 'done' and (held_until is null or held_until < now())
          and (state in ('keyed', 'armed', 'probed') or asked_at < now() - make_interval(secs => case when state = 'asked' then ${TAKE_UP_SECONDS} else ${WHOLE_SECONDS} end))
        limit 10 for update skip locked)
      returning id, tenant_id, state, keys, agents, order_id, asked_at < now() - make_interval(secs => case when state = 'asked' then ${TAKE_UP_SECONDS} else ${WHOLE_SECONDS} end) as late`,
    ),
  )
  for (const step of due.rows) await advance(step, settings)
}

async function advance(step: Step, settings: DrillSettings): Promise<void> {
  const tenantId = trustedId<'tenant'>(step.tenant_id)
  try {
    if (step.late) return await conclude(tenantId, step, step.state === 'asked' ? 'nobody took it up: is the worker running?' : 'the process that probes fell silent')
    if (step.state === 'keyed') return await prepare(tenantId, step, settings)
    if (step.state === 'armed') return void (await order(tenantId, step))
    await conclude(tenantId, step)
  } catch (error) {
    if (!(error instanceof CannotDrill)) throw error
    await conclude(tenantId, step, error.message)
  }
}

async function prepare(tenantId: TenantId, { id, keys: raw }: Step, { gatewayUrl, trustDomain }: DrillSettings): Promise<void> {
  const keys = z.array(PublicJwk).length(3).safeParse(raw)
  if (!keys.success) throw new CannotDrill('the keys of the drill are not three public keys')
  const { agents, server, adminId } = await ensureAgents(tenantId, keys.data, { trustDomain })
  const prepared = await prepareDrill(drillJob(tenantId), { drillId: id, agents, keys: keys.data, adminId, server, resource: `${gatewayUrl}/mcp/${server}` })
  if (!prepared.ok) throw new CannotDrill(`the drill could not be prepared: ${prepared.refusal.code}`)
}

/** By the verb that people use, over the root of the chain and what is below it. */
async function order(tenantId: TenantId, { id, agents }: Pick<Step, 'id' | 'agents'>): Promise<string> {
  const [root] = agents ?? []
  if (!root) throw new CannotDrill('the drill has no agents')
  const ordered = await halt(drillJob(tenantId), { agentId: root.id, grain: 'sub_tree', reason: 'Drill: measures how fast an order takes hold' })
  if (!ordered.ok) throw new CannotDrill(`the order was refused: ${ordered.refusal.code}`)
  await hotTransaction('system', (client) =>
    client.query(`update drill set order_id = $2, state = case when state = 'armed' then 'ordered' else state end, held_until = null where id = $1 and state <> 'done'`, [id, ordered.value.order_id]),
  )
  return ordered.value.order_id
}

/**
 * Ends everything that the drill gave, and then lifts: keys and mandate first, so that nothing new is issued once the
 * agents are free; the order itself makes every token from before dead for ever, so one is given where there was none.
 */
async function conclude(tenantId: TenantId, step: Step, problem?: string): Promise<void> {
  const ids = (step.agents ?? []).map(({ id }) => id)
  if (ids.length > 0) {
    if (!step.order_id) await order(tenantId, step)
    await hotTransaction('system', async (client) => {
      await client.query('update agent_key set revoked_at = now() where tenant_id = $1 and agent_id = any($2) and revoked_at is null', [tenantId, ids])
      await client.query(`update mandate set withdrawn_at = now(), withdrawn_by = 'containment.drill' where tenant_id = $1 and agent_id = any($2) and withdrawn_at is null`, [tenantId, ids])
    })
  }
  for (const orderId of await inForce(tenantId)) {
    const lifted = await liftDrill(drillJob(tenantId), { orderId })
    if (!lifted.ok && lifted.refusal.code !== 'wrong_state') problem ??= `the order could not be lifted: ${lifted.refusal.code}`
  }
  await finishDrill(drillJob(tenantId), { drillId: step.id, ...(problem ? { problem } : {}) })
}

/** All that drills ordered here: also what a process ordered that ended before it could say so. */
const inForce = async (tenantId: TenantId): Promise<string[]> => {
  const { rows } = await hotTransaction('system', (client) =>
    client.query<{ id: string }>(`select id from containment_order where tenant_id = $1 and ordered_by_kind = 'job' and ordered_by = $2 and lifted_at is null order by epoch`, [tenantId, DRILL_JOB]),
  )
  return rows.map(({ id }) => id)
}
