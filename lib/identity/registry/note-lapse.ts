import { z } from 'zod'
import { publish } from '@/lib/db/outbox'
import { idField } from '@/lib/kernel/fields'
import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { lapseRule, standing } from './internal/lapsing'
import { command } from './internal/tables'
import { LAPSE_KINDS, type LapseKind } from './lapse-contract'

const NoteInput = z.strictObject({ agentId: idField<'agent'>(), kind: z.enum(LAPSE_KINDS) })
const EndInput = NoteInput.extend({ orderId: z.uuid() })
export type LapseStep = 'told' | 'reminded' | 'put_off' | 'withdrawn' | 'stop'
export type NotedLapse = { agent: { id: string; name: string }; step: LapseStep; reason: string }

const day = (at: number | Date): string => new Date(at).toISOString().slice(0, 10)
const WHY: Readonly<Record<LapseKind, string>> = { reconfirm: 'nobody has confirmed that it is still needed', inactive: 'it is not used, and nobody has said that it may rest' }

/** What is next for an agent that lapses: that people are told, reminded, or that it stops. Asked again, it goes on from there. */
export const noteLapse = command({
  name: 'registry.lapse.note',
  input: NoteInput,
  resource: (tx, { agentId }, actor) => tx.agent.findFirst({ where: { id: agentId, tenantId: actor.tenantId } }),
  act: async (tx, { input: { kind }, resource: agent }) => {
    const { tenantId, id: agentId } = agent
    const { numbers } = await lapseRule(tx, tenantId)
    const found = (await tx.lapseNotice.findUnique({ where: { agentId_kind: { agentId, kind } } })) ?? undefined
    const at = { agentId_kind: { agentId, kind } }
    const now = new Date()
    const lapse = agent.state === 'active' ? standing(kind, numbers, agent, found, now) : null
    const said = (step: LapseStep, reason: string) => {
      const value: NotedLapse = { agent: { id: agentId, name: agent.name }, step, reason }
      return ok({ value, subject: { kind: 'agent', id: agentId, name: agent.name }, agentId, chain: [agentId], purpose: reason, detail: { kind, step, ...(lapse ? { due_at: new Date(lapse.dueAt).toISOString(), stops_at: new Date(lapse.stopsAt).toISOString() } : {}) } })
    }
    const nothing = refuse<Refusal>({ code: 'wrong_state', state: 'nothing_to_do' })
    const tell = (what: 'told' | 'grace', toldAt: Date) => publish(tx, { tenantId, topic: 'agent.lapsing', key: `${agentId}:${kind}:${toldAt.getTime()}:${what}` })

    if (!lapse || lapse.phase === 'fine') {
      if (!found) return nothing
      await tx.lapseNotice.delete({ where: at })
      return said('withdrawn', 'it does not lapse any more')
    }
    const dates = { dueAt: new Date(lapse.dueAt), stopsAt: new Date(lapse.stopsAt) }
    // Decided before, and cut off before the order was given.
    if (found?.stoppedAt && found.orderId === null) return said('stop', `${WHY[kind]}, by ${day(found.dueAt)}`)
    if (!found || found.orderId !== null) {
      const fresh = { ...dates, toldAt: now, remindedAt: null, stoppedAt: null, orderId: null }
      await tx.lapseNotice.upsert({ where: at, create: { agentId, kind, tenantId, ...fresh }, update: fresh })
      await tell('told', now)
      return said('told', `to be confirmed by ${day(lapse.dueAt)}; it stops on ${day(lapse.stopsAt)} where nobody does`)
    }
    if (lapse.phase === 'over') {
      await tx.lapseNotice.update({ where: at, data: { stoppedAt: now } })
      return said('stop', `${WHY[kind]}, by ${day(found.dueAt)}`)
    }
    if (lapse.phase === 'grace' && !found.remindedAt) {
      await tx.lapseNotice.update({ where: at, data: { ...dates, remindedAt: now } })
      await tell('grace', found.toldAt)
      return said('reminded', `it stops on ${day(lapse.stopsAt)} where nobody confirms it`)
    }
    if (lapse.dueAt === found.dueAt.getTime() && lapse.stopsAt === found.stopsAt.getTime()) return nothing
    await tx.lapseNotice.update({ where: at, data: dates })
    return said('put_off', `to be confirmed by ${day(lapse.dueAt)}; it stops on ${day(lapse.stopsAt)} where nobody does`)
  },
})

/** By which order it stopped: when it acts again, people are told anew. */
export const endLapse = command({
  name: 'registry.lapse.end',
  input: EndInput,
  resource: (tx, { agentId }, actor) => tx.agent.findFirst({ where: { id: agentId, tenantId: actor.tenantId } }),
  act: async (tx, { input: { kind, orderId }, resource: agent }) => {
    const { count } = await tx.lapseNotice.updateMany({ where: { agentId: agent.id, kind, tenantId: agent.tenantId, stoppedAt: { not: null }, orderId: null }, data: { orderId } })
    if (count === 0) return refuse<Refusal>({ code: 'wrong_state', state: 'nothing_to_do' })
    return ok({ value: null, subject: { kind: 'agent', id: agent.id, name: agent.name }, agentId: agent.id, chain: [agent.id], causeId: orderId, detail: { kind, order_id: orderId } })
  },
})
