import { z } from 'zod'
import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { command } from './internal/tables'

/** From now on nobody gets e-mail; the sealed password is gone with it. */
export const removeMailServer = command({
  name: 'notifications.mail.remove',
  input: z.object({}),
  resource: async (tx, _input, actor) => ({ tenantId: actor.tenantId, server: await tx.mailServer.findUnique({ where: { tenantId: actor.tenantId } }) }),
  act: async (tx, { resource: { server } }) => {
    if (!server) return refuse<Refusal>({ code: 'not_found' })
    await tx.mailServer.delete({ where: { tenantId: server.tenantId } })
    return ok({ value: {}, subject: { kind: 'mail_server', id: server.tenantId, name: server.host } })
  },
})
