import { DRILL_JOB } from '../../containment'
import type { Actor } from '../../actor'
import { DRILL_TOOL, ensureDrillServer, registerAgent } from '../../registry'
import type { PublicJwk } from '../../registry/contract'
import { read } from '@/lib/db/transaction'
import { asRows } from '@/lib/db/rows'
import type { TenantId } from '@/lib/kernel/ids'

/** From the root down. Their names say what they are, wherever they are shown. */
export const DRILL_NAMES = ['drill-root', 'drill-middle', 'drill-leaf'] as const
export type DrillAgent = { id: string; name: string }
export const drillJob = (tenantId: TenantId): Actor => ({ kind: 'job', tenantId, id: DRILL_JOB, name: 'drill' })

/** Why there can be no drill, in words for people. */
export class CannotDrill extends Error {
  override name = 'CannotDrill'
}

/** Registers what is missing of the three, by the verb that registers anybody's, the leaf first: each names the one below. */
export async function ensureAgents(tenantId: TenantId, keys: readonly PublicJwk[], settings: { trustDomain: string }): Promise<{ agents: DrillAgent[]; server: string; adminId: string }> {
  const actor = drillJob(tenantId)
  const adminId = await oldestAdmin(tenantId)
  const server = await ensureDrillServer(actor)
  const found = new Map((await agentsOf(tenantId)).map((agent) => [agent.name, agent]))
  for (const [depth, name] of [...DRILL_NAMES.entries()].reverse()) {
    if (found.has(name)) continue
    const below = DRILL_NAMES[depth + 1]
    const registered = await registerAgent(settings)(actor, {
      document: {
        name, owner: adminId, sponsor: adminId, risk_level: 'low', platform: 'lanyard_drill',
        purpose: 'Is halted in drills of the kill switch, and does nothing else.',
        tools: [{ mcp_server: server, tool_id: DRILL_TOOL }], may_delegate_to: below ? [below] : [],
      },
      public_key: keys[depth],
    }) // prettier-ignore
    if (!registered.ok) throw new CannotDrill(`the agent ${name} could not be registered: ${JSON.stringify(registered.refusal).slice(0, 300)}`)
    found.set(name, { id: registered.value.id, name })
  }
  return { agents: DRILL_NAMES.flatMap((name) => found.get(name) ?? []), server, adminId }
}

const agentsOf = (tenantId: TenantId): Promise<DrillAgent[]> =>
  read(tenantId, (tx) =>
    tx.agent.findMany({ where: { tenantId, registeredBy: DRILL_JOB, state: 'active', name: { in: [...DRILL_NAMES] } }, select: { id: true, name: true } }),
  )

/** Somebody answers for every agent; for these, the administrator who has been here longest. */
async function oldestAdmin(tenantId: TenantId): Promise<string> {
  const [admin] = asRows<{ id: string }>(
    await read(
      tenantId,
      (tx) => tx.$queryRaw`select id from person where tenant_id = ${tenantId}::uuid and role = 'admin' and status = 'active' order by created_at, id limit 1`,
    ),
  )
  if (!admin) throw new CannotDrill('there is no administrator who could answer for the agents of a drill')
  return admin.id
}
