import { read, transaction } from '@/lib/db/transaction'
import { asRows } from '@/lib/db/rows'
import { ok } from '@/lib/kernel/result'
import type { Actor } from '../../actor'
import { askHookAgain, confirmationsOf } from '../../containment'
import { reviseAgent } from '../../registry'
import { IdentityDocument } from '../../registry/contract'
import type { StepCheck } from '../contract'
import { endInSystem, type Deprovision } from './deprovision'
import { retirer, type Doing } from './doing'
import { ghostCheck, type GhostProbe } from './ghost-check'
import { passOn } from './pass-on'
import { revoke } from './revoke'

/** What steps need that is not in the database: real attempts, and calls of systems elsewhere. */
export type Hands = Readonly<{ probe: GhostProbe; deprovision: Deprovision }>

/**
 * Does one step and says what it found. Whatever it was cut off in, doing it again does the rest: each looks what is
 * there, and what it answers with is what is there afterwards, not what it remembers having done.
 */
export async function doStep(doing: Doing, { probe, deprovision }: Hands): Promise<StepCheck[]> {
  switch (doing.kind) {
    case 'stop':
      return stopped(doing)
    case 'revoke':
      return revoke(doing)
    case 'deprovision':
      return (await endInSystem(doing, deprovision)) ?? told(doing)
    case 'transfer':
      return passOn(doing)
    case 'prove':
      return ghostCheck(doing, probe)
    case 'archive':
      return archived(doing)
  }
}

/** The order was given with the retirement; a point confirms by its signed receipt, or can let nothing through. */
async function stopped({ tenantId, orderId }: Doing): Promise<StepCheck[]> {
  const { points } = await confirmationsOf(tenantId, orderId)
  if (points.length === 0) return [{ check: 'points', ok: true, detail: 'no enforcement point is enrolled that could let a call through' }]
  return points.map(({ name, state, receipt, lease_ended_at }) => {
    if (receipt) return { check: name, ok: true, detail: `confirmed ${Math.round(receipt.ms)} ms after the order${receipt.cut_calls > 0 ? `, cut ${receipt.cut_calls} calls` : ''}` }
    return state === 'waiting'
      ? { check: name, ok: false, detail: 'holds a lease, and has not confirmed' }
      : { check: name, ok: true, detail: lease_ended_at ? `has held no lease since ${lease_ended_at}, and so refuses everything` : 'never held a lease, and so refuses everything' }
  })
}

/** Told by the order's own calls to its hooks; the authority makes them, signed. One that was given up is told once more at every try. */
async function told({ tenantId, orderId, targetId }: Doing): Promise<StepCheck[]> {
  const { hooks } = await confirmationsOf(tenantId, orderId)
  const hook = hooks.find(({ id }) => id === targetId)
  if (!hook) return [{ check: 'signed call', ok: false, detail: 'it was not told' }]
  const tries = hook.attempts === 1 ? 'one try' : `${hook.attempts} tries`
  if (hook.state === 'confirmed') return [{ check: 'signed call', ok: true, detail: `confirmed after ${tries}${hook.detail ? `: “${hook.detail}”` : ''}` }]
  if (hook.state === 'failed') await transaction(tenantId, async (tx) => ok(await askHookAgain(tx, { tenantId, orderId, hookId: hook.id })))
  return [{ check: 'signed call', ok: false, detail: hook.state === 'failed' ? `given up after ${tries}: ${hook.detail ?? 'no answer'}` : `not confirmed yet${hook.detail ? `: ${hook.detail}` : ''}` }]
}

/** That it cannot be changed any more is tried, and not only read. */
async function archived({ tenantId, agentId }: Doing): Promise<StepCheck[]> {
  const [row] = await read(tenantId, async (tx) =>
    asRows<{ state: string; document: unknown; digest: string | null; drafts: number; offers: number; same: number }>(
      await tx.$queryRaw`
        select a.state, r.document, r.digest,
          (select count(*)::int from agent_revision d where d.agent_id = a.id and d.status = 'draft') as drafts,
          (select count(*)::int from agent_transfer t where t.agent_id = a.id and t.state = 'requested') as offers,
          (select count(*)::int from agent b where b.tenant_id = a.tenant_id and b.name_key = a.name_key and b.id <> a.id) as same
        from agent a left join agent_revision r on r.id = a.revision_in_force_id
        where a.tenant_id = ${tenantId}::uuid and a.id = ${agentId}::uuid`,
    ),
  )
  if (!row) return [{ check: 'record', ok: false, detail: 'its record is gone' }]
  const checks = [
    { check: 'state', ok: row.state === 'retired', detail: `it is ${row.state}` },
    { check: 'open work', ok: row.drafts + row.offers === 0, detail: `${row.drafts} drafts and ${row.offers} offers wait` },
    { check: 'name', ok: row.same === 0, detail: 'its name stays taken' },
  ]
  return row.document === null ? checks : [...checks, await editRefused(retirer(tenantId), agentId, row.document, row.digest)]
}

async function editRefused(actor: Actor, agentId: string, document: unknown, digest: string | null): Promise<StepCheck> {
  const { next_review_at: _, ...edited } = IdentityDocument.parse(document)
  const tried = await reviseAgent(actor, { agentId, document: edited, ...(digest ? { base: digest } : {}) })
  const isRefused = !tried.ok && tried.refusal.code === 'wrong_state' && tried.refusal.state === 'retired'
  return { check: 'edit', ok: isRefused, detail: isRefused ? 'an edit was tried, and refused' : 'an edit was tried, and not refused for its being retired' }
}
