import type { ContainmentOrder } from '@/generated/prisma/client'
import { lockContainment } from '@/lib/db/epoch'
import { announceOrder } from '@/lib/db/order-changes'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { Fault } from '@/lib/kernel/fault'
import { newId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Actor } from '../actor'
import type { Change } from '../ledger/append'
import { isHeldByIncident } from '../incidents'
import type { Separated, WrongState } from '../refusals'
import { SignRestoreInput, type OrderView, type Stage } from './contract'
import { findHalt } from './internal/find-halt'
import { followOrder } from './internal/follow-order'
import { liftOrder } from './internal/lift-order'
import { orderViews } from './internal/order-views'
import { readOnlyScopes } from './internal/settle-terms'
import { nextStage, whoHalted } from './internal/stages'
import { command } from './internal/tables'

type Refused = Separated | WrongState
type Signed = { personId: string; signedAs: string }
type Asked = { stage: Stage; signed_as: 'owner' | 'reviewer' }

/**
 * Signs one stage of restoring: read-only first, then full. A stage takes effect with its second signature: the owner's
 * and a reviewer's, who is another person and not one of those who halted. In every stage tokens from before stay dead,
 * and agents must ask anew.
 */
export const signRestore = command({
  name: 'containment.restore.sign',
  input: SignRestoreInput,
  lock: (tx, actor) => lockContainment(tx, actor.tenantId),
  resource: async (tx, { orderId }, actor) => {
    const order = await findHalt(tx, actor, orderId)
    if (!order) return null
    const signed = await tx.restoreSignature.findMany({ where: { orderId: order.id, tenantId: actor.tenantId } })
    return { tenantId: actor.tenantId, order, signed, halted: await whoHalted(tx, order), isOwner: await answersFor(tx, actor, order), held: await isHeldByIncident(tx, order.id) }
  },
  guard: {
    words: (_tx, { actor, input, resource }): Result<string, Refused> => {
      const barred = whyNot(actor, input, resource)
      if (barred) return refuse(barred)
      const what = input.stage === 'read_only' ? 'read-only' : 'in full'
      return ok(`Sign, as ${input.signed_as}, restoring ${resource.order.targetName} ${what}; the cause was “${input.cause}”`)
    },
  },
  act: async (tx, { actor, input, resource }): Promise<Result<Change & { value: OrderView }, Refused>> => {
    const { order, signed } = resource
    const barred = whyNot(actor, input, resource)
    if (barred) return refuse(barred)
    const { stage, signed_as: signedAs, cause } = input
    await tx.restoreSignature.create({
      data: { id: newId(), tenantId: actor.tenantId, orderId: order.id, stage, signedAs, personId: actor.id, personName: actor.name, cause },
    })
    await announceOrder(tx, order.id)
    const isSecond = signed.some((one) => one.stage === stage)
    const done = isSecond ? await restoreTo(tx, actor, order, stage, cause) : {}
    const [view] = await orderViews(tx, [await tx.containmentOrder.findUniqueOrThrow({ where: { id: order.id } })])
    if (!view) throw new Fault('signed order has no view')
    return ok({
      value: view,
      subject: { kind: 'order', id: order.id, name: order.targetName },
      causeId: order.id,
      chain: view.covered.agents.map(({ id }) => id),
      purpose: cause,
      detail: { order_id: order.id, stage, signed_as: signedAs, in_effect: isSecond, ...done },
    })
  },
})

async function restoreTo(tx: Pick<Tx, '$queryRaw' | '$executeRaw'>, actor: Actor, order: ContainmentOrder, stage: Stage, cause: string): Promise<{ epoch: number; followed_by?: string }> {
  const { epoch } = await liftOrder(tx, actor, order.id, cause)
  if (stage === 'full') return { epoch }
  const next = await followOrder(tx, actor, order, { scopes: await readOnlyScopes(tx, actor.tenantId), cause })
  return { epoch: next.epoch, followed_by: next.id }
}

function whyNot(actor: Actor, { stage, signed_as }: Asked, resource: { order: ContainmentOrder; signed: readonly (Signed & { stage: string })[]; halted: ReadonlySet<string>; isOwner: boolean; held: boolean }): Refused | null {
  const { order, signed, halted, isOwner, held } = resource
  const next = nextStage(order)
  if (next === null) return { code: 'wrong_state', state: order.liftedAt ? 'lifted' : 'killed' }
  if (next !== stage) return { code: 'wrong_state', state: `restored_${next}_next` }
  // Read-only may be needed to find the cause; in full, the incident is over first where the tenant says so.
  if (stage === 'full' && held) return { code: 'wrong_state', state: 'held_by_its_incident' }
  const ofStage = signed.filter((one) => one.stage === stage)
  if (ofStage.some((one) => one.signedAs === signed_as)) return { code: 'wrong_state', state: 'signed' }
  if (ofStage.some((one) => one.personId === actor.id)) return { code: 'separated', rule: 'owner_and_reviewer_are_two' }
  if (signed_as === 'owner' && !isOwner) return { code: 'separated', rule: 'only_the_owner_signs_as_owner' }
  return signed_as === 'reviewer' && halted.has(actor.id) ? { code: 'separated', rule: 'who_halted_does_not_restore' } : null
}

/** Whether the actor answers for what was halted. What has no one owner (a tool, a platform, everything) is an administrator's. */
async function answersFor(tx: Pick<Tx, '$queryRaw'>, actor: Actor, { grain, targetId }: ContainmentOrder): Promise<boolean> {
  if (actor.kind !== 'person') return false
  if (grain === 'owner') return targetId === actor.id
  if (!['run', 'agent', 'sub_tree'].includes(grain)) return actor.role === 'admin'
  const [agent] = asRows<{ owner_id: string }>(await tx.$queryRaw`select owner_id from agent where id = ${targetId}::uuid and tenant_id = ${actor.tenantId}::uuid`)
  return agent?.owner_id === actor.id
}
