import { z } from 'zod'
import { ok } from '@/lib/kernel/result'
import { command } from './internal/tables'

/** Ends the session that asks: its token is dead from this transaction on. */
export const endSession = command({
  name: 'access.session.end',
  input: z.object({}),
  resource: async (tx, _input, actor) =>
    actor.kind === 'person' ? tx.personSession.findFirst({ where: { id: actor.session, tenantId: actor.tenantId } }) : null,
  act: async (tx, { actor, resource: session }) => {
    await tx.personSession.updateMany({ where: { id: session.id, revokedAt: null }, data: { revokedAt: new Date() } })
    return ok({ value: {}, subject: { kind: 'person', id: actor.id, name: actor.name }, detail: { client: session.clientId } })
  },
})
