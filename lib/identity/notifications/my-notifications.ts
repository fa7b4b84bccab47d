import { z } from 'zod'
import { asRows } from '@/lib/db/rows'
import { isAlarm, KIND_NAMES, KINDS, type MyNotifications } from './contract'
import { query } from './internal/tables'

/** What one is told of by e-mail, and where to. */
export const myNotifications = query({
  name: 'notifications.mine.get',
  input: z.object({}),
  answer: async (tx, { actor }): Promise<MyNotifications | null> => {
    if (actor.kind !== 'person') return null
    const off = new Set((await tx.notificationPreference.findMany({ where: { tenantId: actor.tenantId, personId: actor.id, email: false } })).map(({ kind }) => kind))
    const [person] = asRows<{ email: string }>(await tx.$queryRaw`select email from person where tenant_id = ${actor.tenantId}::uuid and id = ${actor.id}::uuid`)
    const server = await tx.mailServer.count({ where: { tenantId: actor.tenantId } })
    const zone = (await tx.personZone.findFirst({ where: { tenantId: actor.tenantId, personId: actor.id } }))?.zone ?? null
    return { zone, email: server > 0 ? (person?.email ?? null) : null, kinds: KIND_NAMES.map((kind) => ({ kind, title: KINDS[kind].title, email: isAlarm(kind) || !off.has(kind), always: isAlarm(kind) })) }
  },
})
