import { Fault } from '@/lib/kernel/fault'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { Invalid, Separated } from '../refusals'
import { MarkInput, type DrawView } from './contract'
import { drawView, isDrawers } from './internal/draw-view'
import { command } from './internal/tables'

/**
 * Says of one event of a sample whether it could be followed to its human. Whoever drew it says so, and may say so
 * again; each time is recorded. Who sees it otherwise draws the same by its seed.
 */
export const markItem = command({
  name: 'audit.draw.mark',
  input: MarkInput,
  resource: (tx, { drawId }, actor) => tx.auditDraw.findFirst({ where: { id: drawId, tenantId: actor.tenantId } }),
  act: async (tx, { actor, input, resource: draw }): Promise<Result<Change & { value: DrawView }, Separated | Invalid>> => {
    if (!isDrawers(draw, actor)) return refuse({ code: 'separated', rule: 'marked_by_who_drew' })
    const note = input.note === '' ? null : input.note
    if (input.verdict === 'not_followed' && note === null) return refuse({ code: 'invalid', fields: { note: 'say where the way ended' } })
    const { count } = await tx.auditDrawItem.updateMany({ where: { drawId: draw.id, tenantId: actor.tenantId, number: input.number }, data: { verdict: input.verdict, note, markedAt: new Date(), markedBy: actor.id, markedByName: actor.name } })
    if (count === 0) return refuse({ code: 'invalid', fields: { number: 'is no event of this sample' } })
    const value = await drawView(tx, actor, draw.id)
    if (!value) throw new Fault('a sample is gone in its own transaction')
    const item = value.items.find(({ number }) => number === input.number)
    return ok({ value, subject: { kind: 'audit_draw', id: draw.id, name: `event ${input.number} of a sample` }, ...(item ? { causeId: item.event.id } : {}), detail: { number: input.number, verdict: input.verdict, note, complete: item?.complete ?? false } })
  },
})
