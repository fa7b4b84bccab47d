import { z } from 'zod'
import { newId } from '@/lib/kernel/ids'
import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal, Separated } from '../refusals'
import { command } from './internal/tables'

/** Sends whoever asks an e-mail that says nothing of anybody; the list of deliveries says what became of it. */
export const testMail = command({
  name: 'notifications.mail.test',
  input: z.object({}),
  resource: async (tx, _input, actor) => ({ tenantId: actor.tenantId, server: await tx.mailServer.findUnique({ where: { tenantId: actor.tenantId } }) }),
  act: async (tx, { actor, resource: { server } }) => {
    if (!server) return refuse<Refusal | Separated>({ code: 'not_found' })
    if (actor.kind !== 'person') return refuse<Refusal | Separated>({ code: 'separated', rule: 'only_a_person_has_an_address' })
    const id = newId<'notification_delivery'>()
    await tx.notificationDelivery.create({ data: { id, tenantId: actor.tenantId, channel: 'email', personId: actor.id, notifications: [], kinds: [] } })
    return ok({ value: { id: String(id) }, subject: { kind: 'mail_server', id: server.tenantId, name: server.host }, detail: { delivery: id } })
  },
})
